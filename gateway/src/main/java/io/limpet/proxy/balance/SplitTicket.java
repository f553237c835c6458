package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.Route.Forward;

/// The number by which a route's requests are split over its clusters.
public final class SplitTicket {
  private SplitTicket() {}

  /// The request's hash where the split is to stick and there is one (Envoy: `use_hash_policy`,
  /// config_impl.cc), else the number that the request drew.
  ///
  /// No cookie is made for it: a client without one goes to any of the clusters.
  public static long of(Forward route, RequestHead head, long chance) {
    if (route.cluster().byHash()) {
      KeyHash hash = KeyHash.shown(route.hash(), head);
      if (hash.present()) {
        return hash.value();
      }
    }
    return chance;
  }
}
