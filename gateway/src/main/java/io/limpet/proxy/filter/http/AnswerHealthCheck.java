package io.limpet.proxy.filter.http;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.filter.HealthFilterPlan;
import io.limpet.proxy.plan.filter.HealthFilterPlan.Cached;
import io.limpet.proxy.plan.pools.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers those who ask how the gateway does (Envoy: health_check.cc).
public final class AnswerHealthCheck implements Filter {
  private static final HeaderName DEGRADED = HeaderName.of("x-envoy-degraded");
  private static final HeaderName FAILED = HeaderName.of("x-envoy-immediate-health-check-fail");
  private static final HeaderName CLUSTER = HeaderName.of("x-envoy-upstream-healthchecked-cluster");

  private static final LocalReply HEALTHY = LocalReply.of(200, "", "-", "health_check_ok");
  private static final LocalReply ALL_HEALTHY =
      LocalReply.of(200, "", "-", "health_check_ok_cluster_healthy");

  private final HealthFilterPlan plan;
  private boolean asked; // event loop only, like the rest
  private boolean answering;

  public AnswerHealthCheck(HealthFilterPlan plan) {
    this.plan = plan;
  }

  @Override
  public Filter forRequest() {
    return new AnswerHealthCheck(plan);
  }

  @Override
  public boolean request(Exchange exchange) {
    asked = plan.covers(exchange.head());
    if (asked) {
      exchange.notes().healthCheck(true);
    }
    answering = asked && answers(exchange);
    if (answering && exchange.requestComplete()) {
      answer(exchange);
    }
    return !answering;
  }

  private boolean answers(Exchange exchange) {
    return !plan.passThrough() || exchange.unhealthy() || cached(exchange).status() > 0;
  }

  @Override
  public void held(Exchange exchange, int bytes) {
    // The body says nothing, and is short; the answer waits for its end.
  }

  @Override
  public void heldWhole(Exchange exchange) {
    answer(exchange);
  }

  private void answer(Exchange exchange) {
    if (exchange.unhealthy()) {
      exchange.reply(unhealthy("health_check_failed"));
      return;
    }
    if (!plan.passThrough()) {
      exchange.reply(judged(exchange.serving().plan()));
      return;
    }
    Cached last = cached(exchange);
    String flags = last.status() / 100 == 2 ? "-" : "LH";
    LocalReply reply = LocalReply.of(last.status(), "", flags, "health_check_cached");
    exchange.reply(last.degraded() ? reply.with(List.of(HeaderLine.of(DEGRADED, ""))) : reply);
  }

  private LocalReply judged(Plan clusters) {
    for (Map.Entry<String, Double> each : plan.minHealthy().entrySet()) {
      @Nullable ClusterPlan cluster = clusters.cluster(each.getKey());
      if (cluster == null) {
        return unhealthy("health_check_failed_no_cluster_found");
      }
      int all = cluster.endpoints().size();
      if (all == 0 && each.getValue() > 0) {
        return unhealthy("health_check_failed_cluster_empty");
      }
      if (healthy(cluster) < all * each.getValue() / 100) {
        return unhealthy("health_check_failed_cluster_unhealthy");
      }
    }
    return plan.minHealthy().isEmpty() ? HEALTHY : ALL_HEALTHY;
  }

  private static LocalReply unhealthy(String details) {
    return LocalReply.of(503, "", "LH", details);
  }

  private static int healthy(ClusterPlan cluster) {
    int healthy = 0;
    for (Endpoint endpoint : cluster.endpoints()) {
      healthy +=
          switch (endpoint.health()) {
            case UNKNOWN, HEALTHY, DEGRADED -> 1;
            case UNHEALTHY, DRAINING, TIMEOUT -> 0;
          };
    }
    return healthy;
  }

  /// The last answer of an endpoint, if it is of this period.
  private Cached cached(Exchange exchange) {
    Cached last = plan.cached().get();
    return plan.cacheMillis() > 0 && last.period() == period(exchange) ? last : Cached.NOTHING;
  }

  private long period(Exchange exchange) {
    return exchange.worker().nanoTime() / (plan.cacheMillis() * 1_000_000);
  }

  @Override
  public void response(Exchange exchange, EditableResponseHead head) {
    if (!asked) {
      if (exchange.unhealthy()) {
        head.set(FAILED, "true");
      }
      return;
    }
    if (plan.cacheMillis() > 0) {
      plan.cached().set(new Cached(head.status(), head.has(DEGRADED), period(exchange)));
    }
    head.set(CLUSTER, "");
  }
}
