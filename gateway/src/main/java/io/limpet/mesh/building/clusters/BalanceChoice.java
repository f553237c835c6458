package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Cluster;
import io.limpet.mesh.Cluster.Balance;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.rules.HashPolicy;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.Simple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a cluster chooses among its endpoints (`applyLoadBalancer` in Istio's
/// `core/cluster_traffic_policy.go`).
final class BalanceChoice {
  private final MeshOptions options;
  private final HashPolicy hashes;

  BalanceChoice(MeshOptions options) {
    this.options = options;
    this.hashes = new HashPolicy(options);
  }

  Balance of(@Nullable LoadBalancer loadBalancer) {
    Optional<SessionPolicy.Hashed> hashed = hashes.of(loadBalancer);
    if (hashed.isPresent()) {
      return new Balance.Hashed(hashed.get().table());
    }
    Cluster.@Nullable SlowStart slowStart = slowStart(loadBalancer);
    boolean turn = options.has(Fix.LEAST_REQUEST_TURN);
    if (loadBalancer == null || !(loadBalancer.policy() instanceof Simple(var kind))) {
      return new Balance.LeastRequest(slowStart, turn);
    }
    return switch (kind) {
      case UNSPECIFIED, LEAST_CONN, LEAST_REQUEST -> new Balance.LeastRequest(slowStart, turn);
      case ROUND_ROBIN -> new Balance.RoundRobin(slowStart);
      case RANDOM -> new Balance.Random();
      case PASSTHROUGH -> new Balance.Passthrough();
    };
  }

  /// 1.0 and 10 % are what Istio writes for what is not written.
  private static Cluster.@Nullable SlowStart slowStart(@Nullable LoadBalancer loadBalancer) {
    return switch (loadBalancer == null ? null : loadBalancer.warmup()) {
      case null -> null;
      case LoadBalancer.PlainWarmup(var window) -> new Cluster.SlowStart(window, null);
      case LoadBalancer.GradualWarmup(var window, var minimum, var aggression) ->
          new Cluster.SlowStart(
              window,
              new Cluster.Gradual(
                  aggression == null ? 1.0 : aggression, minimum == null ? 10.0 : minimum));
    };
  }
}
