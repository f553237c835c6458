package io.limpet.admin;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.Plan;
import io.limpet.xds.resources.Resources;
import java.time.Instant;
import java.util.function.Supplier;

/// What the admin port may look at. Each supplier gives the value of the moment.
public record AdminView(
    Server server,
    Supplier<ServerInfo.State> state,
    Supplier<Resources> resources,
    Supplier<Plan> plan,
    FirstSeen firstSeen,
    Metrics metrics) {

  /// What does not change while the program runs. `concurrency` is the number of event loops.
  public record Server(String version, Node node, int concurrency, Instant started) {}
}
