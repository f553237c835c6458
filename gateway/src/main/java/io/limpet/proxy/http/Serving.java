package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import java.util.List;

/// All that a listener's connections need of one plan. A request takes it once, at its start, and
/// keeps it: it never sees two configurations. `timed`: a log asks when what happened.
public record Serving(
    Plan plan,
    ListenerPlan listener,
    Limits limits,
    HeaderLine server,
    HttpCounters counters,
    List<RequestLog> logs,
    LocalReplyRewrite localReplies,
    boolean timed) {
  public Serving {
    logs = List.copyOf(logs);
  }

  public HttpPlan http() {
    return listener.http();
  }
}
