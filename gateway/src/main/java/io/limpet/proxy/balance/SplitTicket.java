package io.limpet.proxy.balance;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.Route.Forward;
import java.util.ArrayList;
import java.util.random.RandomGenerator;

/// The number by which a route's requests are split over its clusters.
public final class SplitTicket {
  private SplitTicket() {}

  /// The request's hash where the split is to stick and there is one (Envoy: `use_hash_policy`,
  /// config_impl.cc), else any number.
  ///
  /// A cookie that hashing makes is not kept here: whoever then chooses an endpoint by the same
  /// policies makes the same one.
  public static long of(Forward route, RequestHead head, RandomGenerator random) {
    if (route.cluster().byHash()) {
      KeyHash hash = KeyHash.of(route.hash(), head, new ArrayList<>(0));
      if (hash.present()) {
        return hash.value();
      }
    }
    return random.nextLong();
  }
}
