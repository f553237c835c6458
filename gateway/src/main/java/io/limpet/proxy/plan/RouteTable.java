package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import org.jspecify.annotations.Nullable;

/// Virtual hosts and their routes, ready to be matched.
public interface RouteTable {
  /// The first route that matches, or null if there is none (Envoy answers 404 NR). `chance` is the
  /// number that the request drew: see [Fraction].
  @Nullable Route match(RequestHead head, long chance);
}
