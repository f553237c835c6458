package io.limpet.proxy.balance;

import io.limpet.proxy.plan.ClusterPlan;
import java.util.random.RandomGenerator;

/// The one function that chooses an endpoint. The proxy, `explain`, `simulate` and the tests call
/// it.
public final class Balancer {
  private Balancer() {}

  /// Chooses for the next attempt. Everything it depends on is in its parameters and in the
  /// cluster's live state.
  public static Choice decide(ClusterPlan cluster, Ask ask, RandomGenerator random) {
    if (cluster.eligible().isEmpty() || !ask.tried().isEmpty()) {
      return new Choice(null, Reason.NONE);
    }
    int at = random.nextInt(cluster.eligible().size());
    return new Choice(cluster.eligible().get(at), Reason.BALANCED);
  }
}
