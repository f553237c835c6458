package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.Route.Forward;
import java.util.ArrayList;

/// The number by which a route's requests are split over its clusters.
public final class SplitTicket {
  private SplitTicket() {}

  /// The request's hash where the split is to stick and there is one (Envoy: `use_hash_policy`,
  /// config_impl.cc), else the number that the request drew.
  ///
  /// A cookie that hashing makes is not kept here: whoever then chooses an endpoint by the same
  /// policies makes the same one.
  public static long of(Forward route, RequestHead head, long chance) {
    if (route.cluster().byHash()) {
      KeyHash hash = KeyHash.of(route.hash(), head, new ArrayList<>(0));
      if (hash.present()) {
        return hash.value();
      }
    }
    return chance;
  }
}
