package io.limpet.proxy.plan.reading.pools;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds.RetryBudget;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.plan.pools.CircuitBreaker.Budget;
import io.limpet.proxy.plan.pools.CircuitBreaker.Limits;
import io.limpet.proxy.plan.pools.CircuitBreakers;
import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;

/// A cluster's `circuit_breakers`. The first thresholds of a priority count.
public final class CircuitReader {
  private static final double DEFAULT_BUDGET_PERCENT = 20;
  private static final int DEFAULT_BUDGET_MINIMUM = 3;

  /// `track_remaining` only adds gauges.
  private static final Set<String> KNOWN =
      Set.of(
          "priority",
          "max_connections",
          "max_pending_requests",
          "max_requests",
          "max_retries",
          "retry_budget",
          "track_remaining");

  private final io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers message;
  private final Place place;

  private CircuitReader(io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers message, Place at) {
    this.message = message;
    this.place = at;
  }

  public static CircuitBreakers read(Cluster cluster, ClusterState state, Place place) {
    Place at = place.at("circuit_breakers");
    at.onlyKnows(cluster.getCircuitBreakers(), Set.of("thresholds", "per_host_thresholds"));
    CircuitReader reader = new CircuitReader(cluster.getCircuitBreakers(), at);
    reader.check();
    return new CircuitBreakers(
        new CircuitBreaker(reader.limits(RoutingPriority.DEFAULT), state.usage(false)),
        new CircuitBreaker(reader.limits(RoutingPriority.HIGH), state.usage(true)));
  }

  private void check() {
    for (int i = 0; i < message.getThresholdsCount(); i++) {
      Thresholds thresholds = message.getThresholds(i);
      Place at = place.at("thresholds", i);
      at.onlyKnows(thresholds, KNOWN);
      double percent = thresholds.getRetryBudget().getBudgetPercent().getValue();
      if (percent < 0 || percent > 100) {
        throw at.at("retry_budget.budget_percent").refused("must be from 0 to 100");
      }
    }
    for (int i = 0; i < message.getPerHostThresholdsCount(); i++) {
      Thresholds thresholds = message.getPerHostThresholds(i);
      if (thresholds.hasMaxPendingRequests()
          || thresholds.hasMaxRequests()
          || thresholds.hasMaxRetries()
          || thresholds.hasMaxConnectionPools()
          || thresholds.hasRetryBudget()) {
        throw place.at("per_host_thresholds", i).refused("only max_connections may be set here");
      }
    }
  }

  private Limits limits(RoutingPriority priority) {
    Limits usual = Limits.DEFAULT;
    int perEndpoint = perEndpoint(priority);
    for (Thresholds each : message.getThresholdsList()) {
      if (each.getPriority() == priority) {
        return new Limits(
            limit(each.hasMaxConnections(), each.getMaxConnections(), usual.connections()),
            limit(each.hasMaxPendingRequests(), each.getMaxPendingRequests(), usual.pending()),
            limit(each.hasMaxRequests(), each.getMaxRequests(), usual.requests()),
            limit(each.hasMaxRetries(), each.getMaxRetries(), usual.retries()),
            each.hasRetryBudget() ? budget(each.getRetryBudget()) : Budget.NONE,
            perEndpoint);
      }
    }
    return new Limits(
        usual.connections(),
        usual.pending(),
        usual.requests(),
        usual.retries(),
        usual.budget(),
        perEndpoint);
  }

  private int perEndpoint(RoutingPriority priority) {
    for (Thresholds each : message.getPerHostThresholdsList()) {
      if (each.getPriority() == priority) {
        return limit(each.hasMaxConnections(), each.getMaxConnections(), Integer.MAX_VALUE);
      }
    }
    return Integer.MAX_VALUE;
  }

  private static Budget budget(RetryBudget budget) {
    return new Budget(
        true,
        budget.hasBudgetPercent() ? budget.getBudgetPercent().getValue() : DEFAULT_BUDGET_PERCENT,
        limit(
            budget.hasMinRetryConcurrency(),
            budget.getMinRetryConcurrency(),
            DEFAULT_BUDGET_MINIMUM));
  }

  /// Numbers that no `int` holds are as good as no limit: Istio says "no limit" with the largest.
  private static int limit(boolean set, UInt32Value value, int otherwise) {
    if (!set) {
      return otherwise;
    }
    return value.getValue() < 0 ? Integer.MAX_VALUE : value.getValue();
  }
}
