package io.limpet.proxy.filter.http;

import io.limpet.proxy.codec.EditableHeaders;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.http.PreparedEdit;
import io.limpet.proxy.plan.filter.HeaderMutationPlan;
import io.limpet.proxy.plan.filter.HeaderMutationPlan.Mutation;
import java.util.List;

/// Changes headers one after the other (Envoy: header_mutation.cc, common/http/header_mutation.cc).
public final class MutateHeaders implements Filter {
  private final List<Change> request;
  private final List<Change> response;

  public MutateHeaders(HeaderMutationPlan plan) {
    this.request = plan.request().stream().map(MutateHeaders::change).toList();
    this.response = plan.response().stream().map(MutateHeaders::change).toList();
  }

  private interface Change {
    void make(Asked asked, EditableHeaders headers);
  }

  private static Change change(Mutation mutation) {
    return switch (mutation) {
      case HeaderMutationPlan.Edit(var edit) -> PreparedEdit.of(edit)::edit;
      case HeaderMutationPlan.RemoveMatching matching ->
          (_, headers) -> headers.removeIf(matching::covers);
    };
  }

  @Override
  public boolean request(Exchange exchange) {
    if (!request.isEmpty()) {
      make(request, Asked.now(exchange, null), exchange.head());
    }
    return true;
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    if (!response.isEmpty()) {
      make(response, Asked.now(exchange, head), head);
    }
  }

  private static void make(List<Change> changes, Asked asked, EditableHeaders headers) {
    for (int i = 0; i < changes.size(); i++) {
      changes.get(i).make(asked, headers);
    }
  }
}
