package io.limpet.proxy.listener;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ConnectionLimitPlan;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// The filters `connection_limit` of one chain, and what they count (Envoy:
/// extensions/filters/network/connection_limit).
public final class ConnectionLimits {
  public static final ConnectionLimits NONE = new ConnectionLimits(List.of());

  private final List<Limit> limits;

  private record Limit(ConnectionLimitPlan plan, LongAdder active, LongAdder limited) {
    static Limit of(ConnectionLimitPlan plan, Metrics metrics) {
      String prefix = "connection_limit." + plan.statPrefix() + ".";
      return new Limit(
          plan,
          metrics.process().gauge(prefix + "active_connections"),
          metrics.process().counter(prefix + "limited_connections"));
    }
  }

  private ConnectionLimits(List<Limit> limits) {
    this.limits = limits;
  }

  public static ConnectionLimits of(List<ConnectionLimitPlan> plans, Metrics metrics) {
    return plans.isEmpty()
        ? NONE
        : new ConnectionLimits(plans.stream().map(each -> Limit.of(each, metrics)).toList());
  }

  /// Whether the connection may begin; one that may not is closed, maybe later.
  public boolean enter(Channel channel, Worker worker) {
    for (Limit limit : limits) {
      if (limit.plan.open().incrementAndGet() > limit.plan.most()) {
        limit.plan.open().decrementAndGet();
        limit.limited.increment();
        closeLater(channel, limit.plan.delayMillis(), worker);
        return false;
      }
      limit.active.increment();
      var _ = channel.closeFuture().addListener(_ -> left(limit));
    }
    return true;
  }

  private static void left(Limit limit) {
    limit.plan.open().decrementAndGet();
    limit.active.decrement();
  }

  private static void closeLater(Channel channel, long millis, Worker worker) {
    if (millis == 0) {
      var _ = channel.close();
      return;
    }
    channel.config().setAutoRead(false);
    Deadline end =
        new Deadline(
            () -> {
              var _ = channel.close();
            });
    worker.deadlines().arm(end, millis);
    var _ = channel.closeFuture().addListener(_ -> worker.deadlines().disarm(end));
  }
}
