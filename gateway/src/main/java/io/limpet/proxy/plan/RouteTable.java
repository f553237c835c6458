package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Virtual hosts and their routes, ready to be matched.
public interface RouteTable {
  /// The first route that matches, or null if there is none (Envoy answers 404 NR). `chance` is the
  /// number that the request drew: see [io.limpet.proxy.plan.match.Fraction].
  @Nullable Route match(RequestHead head, long chance);

  /// What is taken off requests of clients that are no internal ones (`internal_only_headers`).
  default List<HeaderEdit> ofStrangers() {
    return List.of();
  }
}
