package io.limpet.proxy;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.http.HttpCounters;
import io.limpet.proxy.http.LocalReplyRewrite;
import io.limpet.proxy.http.Serving;
import io.limpet.proxy.log.AccessLogLine;
import io.limpet.proxy.log.AccessLogs;
import io.limpet.proxy.plan.AccessLogPlan;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Makes of a plan what connections need of it. Its methods are for the thread that publishes
/// plans.
record Servings(Metrics metrics, AccessLogs logs) {
  Serving serving(Plan plan, ListenerPlan listener, FilterChainPlan.Http manager)
      throws IOException {
    HttpPlan http = manager.http();
    HttpPlan.Limits limits = http.limits();
    return new Serving(
        plan,
        listener.name(),
        manager,
        Limits.DEFAULT.withRequests(limits.headBytes(), limits.headCount(), http.http1()),
        HeaderLine.of("server", http.server().name()),
        new HttpCounters(metrics, http.statPrefix()),
        lines(http.accessLogs()),
        new LocalReplyRewrite(http.localReplies()),
        http.asksForTimes(),
        listener.connections());
  }

  /// Where the lines of these logs go.
  List<AccessLogLine> lines(List<AccessLogPlan> plans) throws IOException {
    List<AccessLogLine> lines = new ArrayList<>();
    for (AccessLogPlan each : plans) {
      lines.add(logs.open(each));
    }
    return lines;
  }
}
