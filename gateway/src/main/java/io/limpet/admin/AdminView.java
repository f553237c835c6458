package io.limpet.admin;

import io.envoyproxy.envoy.admin.v3.CommandLineOptions;
import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Stop;
import io.limpet.proxy.plan.Plan;
import io.limpet.xds.resources.Resources;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/// What the admin port may look at, and whom it tells what it is asked to do. Each supplier gives
/// the value of the moment.
public record AdminView(
    Server server,
    Supplier<ServerInfo.State> state,
    Supplier<Resources> resources,
    Supplier<Plan> plan,
    FirstSeen firstSeen,
    Metrics metrics,
    Controls controls) {

  /// What the admin port may ask for, as Envoy's may.
  public interface Controls {
    /// From now on health checks fail, or no longer.
    void failHealthChecks(boolean fails);

    /// The clients of these listeners are told to come anew.
    void drainListeners(Set<String> names, Stop stop);
  }

  /// What does not change while the program runs. `options` are what Envoy would have been started
  /// with, the number of event loops among them (`concurrency`); `fixed` are the resources that
  /// stand in the bootstrap.
  public record Server(
      String version, Node node, CommandLineOptions options, Instant started, Resources fixed) {
    /// One whose resources all come by the API.
    public Server(String version, Node node, int concurrency, Instant started) {
      this(version, node, concurrency, started, Resources.EMPTY);
    }

    /// One that nothing was asked of but event loops.
    public Server(String version, Node node, int concurrency, Instant started, Resources fixed) {
      this(
          version,
          node,
          CommandLineOptions.newBuilder().setConcurrency(concurrency).build(),
          started,
          fixed);
    }
  }
}
