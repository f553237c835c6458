package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.log.AccessLogLine;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.RouteTable;
import java.util.List;

/// All that a filter chain's connections need of one plan. A request takes it once, at its start,
/// and keeps it: it never sees two configurations. `listener` is the listener's name. `timed`: a
/// log asks when what happened. `connections`: what the listener says of its own.
public record Serving(
    Plan plan,
    String listener,
    FilterChainPlan.Http manager,
    Limits limits,
    HeaderLine server,
    HttpCounters counters,
    List<AccessLogLine> logs,
    LocalReplyRewrite localReplies,
    boolean timed,
    ListenerPlan.Connections connections) {
  public Serving {
    logs = List.copyOf(logs);
  }

  public HttpPlan http() {
    return manager.http();
  }

  public RouteTable routes() {
    return manager.routes();
  }
}
