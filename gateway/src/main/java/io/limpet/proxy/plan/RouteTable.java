package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Virtual hosts and their routes, ready to be matched.
public interface RouteTable {
  /// The first route that matches, or null if there is none (Envoy answers 404 NR).
  @Nullable Route match(RequestHead head, RandomGenerator random);
}
