package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.upstream.Failure;
import io.limpet.proxy.upstream.UpstreamPools;
import org.jspecify.annotations.Nullable;

/// Sends the request to an endpoint. The last step: a [Forwarding] takes over.
final class Forward implements Filter {
  private final Worker worker;
  private final UpstreamPools pools;
  private final ClusterCounts counts;
  private final HeaderEditor editor;

  Forward(Worker worker, UpstreamPools pools, ClusterCounts counts, HeaderEditor editor) {
    this.worker = worker;
    this.pools = pools;
    this.counts = counts;
    this.editor = editor;
  }

  @Override
  public boolean request(Exchange exchange) {
    @Nullable Route route = exchange.route();
    @Nullable Target target = exchange.target();
    if (route == null || target == null || !(route.action() instanceof Route.Forward action)) {
      throw new IllegalStateException("a step before should have answered: " + route);
    }
    @Nullable ClusterPlan cluster = exchange.plan().cluster(target.cluster());
    if (cluster == null) {
      exchange.serving().counters().noCluster();
      exchange.reply(FailureResponse.of(Failure.NO_CLUSTER, false));
      return false;
    }
    var work =
        new Forwarding.Work(
            route, action, target, cluster, counts.of(cluster.statName()), counts.decisions());
    new Forwarding(worker, pools, editor, exchange, work).begin();
    return false;
  }
}
