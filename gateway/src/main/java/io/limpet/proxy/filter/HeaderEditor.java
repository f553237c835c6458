package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableHeaders;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.FormatText.Asked;
import io.limpet.proxy.http.PreparedEdit;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import java.util.IdentityHashMap;
import java.util.List;

/// Carries out a route's changes of headers. Their names and values become bytes once for each
/// plan, not once for each request.
final class HeaderEditor {
  private final IdentityHashMap<HeaderEdit, PreparedEdit> prepared =
      new IdentityHashMap<>(); // event loop only
  private Plan of = Plan.EMPTY; // event loop only

  void request(Exchange exchange, List<HeaderEdit> edits) {
    if (!edits.isEmpty()) {
      edit(exchange.serving().plan(), edits, Asked.now(exchange, null), exchange.head());
    }
  }

  void response(Exchange exchange, List<HeaderEdit> edits, EditableResponseHead head) {
    if (!edits.isEmpty()) {
      edit(exchange.serving().plan(), edits, Asked.now(exchange, head), head);
    }
  }

  @SuppressWarnings("ReferenceEquality") // A plan is its own identity; comparing its parts is slow.
  private void edit(Plan plan, List<HeaderEdit> edits, Asked asked, EditableHeaders headers) {
    if (plan != of) {
      prepared.clear();
      of = plan;
    }
    for (int i = 0; i < edits.size(); i++) {
      prepared(edits.get(i)).edit(asked, headers);
    }
  }

  private PreparedEdit prepared(HeaderEdit edit) {
    PreparedEdit known = prepared.get(edit);
    if (known == null) {
      known = PreparedEdit.of(edit);
      prepared.put(edit, known);
    }
    return known;
  }
}
