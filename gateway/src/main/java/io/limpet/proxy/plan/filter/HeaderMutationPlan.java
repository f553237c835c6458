package io.limpet.proxy.plan.filter;

import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.match.TextTest;
import java.util.ArrayList;
import java.util.List;

/// The `header_mutation` filter: changes of headers, made one after the other. `specificLast`: of
/// several levels, the most specific one has the last word.
public record HeaderMutationPlan(
    List<Mutation> request, List<Mutation> response, boolean specificLast) implements FilterPlan {
  public HeaderMutationPlan {
    request = List.copyOf(request);
    response = List.copyOf(response);
  }

  /// One change.
  public sealed interface Mutation {}

  /// A header is removed, or one is added.
  public record Edit(HeaderEdit edit) implements Mutation {}

  /// All headers are removed whose names are as the test wants them.
  public record RemoveMatching(TextTest names) implements Mutation {
    public boolean covers(String name) {
      return names.test(name);
    }
  }

  public HeaderMutationPlan withSpecificLast() {
    return new HeaderMutationPlan(request, response, true);
  }

  public HeaderMutationPlan then(HeaderMutationPlan next) {
    return new HeaderMutationPlan(
        joined(request, next.request), joined(response, next.response), specificLast);
  }

  private static List<Mutation> joined(List<Mutation> first, List<Mutation> second) {
    List<Mutation> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  public boolean isNothing() {
    return request.isEmpty() && response.isEmpty();
  }
}
