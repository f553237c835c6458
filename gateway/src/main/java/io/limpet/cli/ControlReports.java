package io.limpet.cli;

import io.limpet.control.ControlPlane;
import io.limpet.control.Trigger;
import io.limpet.metrics.Histogram;
import io.limpet.metrics.Metrics;
import io.limpet.model.Kind;
import io.limpet.model.Problem;
import io.limpet.xds.server.Withheld;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What the control plane says, for who reads the terminal, and in numbers under istiod's names
/// (`pilot/pkg/xds/monitoring.go`, `pilot/pkg/model/push_context.go`). Configuration thread.
final class ControlReports implements ControlPlane.Reports {
  private static final double[] SECONDS = {.01, .1, 1, 3, 5, 10, 20, 30};
  private static final double[] INIT_SECONDS = {.01, .1, .5, 1, 3, 5};

  private final Metrics metrics;
  private final Consumer<String> out;
  private final ProblemLog log;
  private final Histogram waited;
  private final Histogram made;

  ControlReports(Metrics metrics, Consumer<String> out) {
    this.metrics = metrics;
    this.out = out;
    this.log = new ProblemLog(out);
    this.waited = metrics.istiod().histogram("pilot_debounce_time", Map.of(), SECONDS);
    this.made =
        metrics.istiod().histogram("pilot_pushcontext_init_seconds", Map.of(), INIT_SECONDS);
  }

  /// Numbers that are asked for when they are shown.
  static void count(Metrics metrics, ControlPlane plane, long started) {
    Metrics.Scope istiod = metrics.istiod();
    istiod.gauge("istiod_uptime_seconds", () -> (System.nanoTime() - started) / 1_000_000_000);
    istiod.gauge("pilot_info", Map.of("version", Version.text())).increment();
    istiod.gauge(
        "pilot_services", () -> known(plane, Kind.SERVICE) + known(plane, Kind.SERVICE_ENTRY));
    istiod.gauge("pilot_virt_services", () -> known(plane, Kind.VIRTUAL_SERVICE));
    istiod.gauge(
        "pilot_eds_no_instances",
        () ->
            plane.told().resources().endpoints().values().stream()
                .filter(each -> each.getEndpointsCount() == 0)
                .count());
    metrics
        .limpet()
        .gauge(
            "xds_withheld",
            () -> plane.withheld().values().stream().mapToLong(ControlReports::resources).sum());
  }

  /// One that breaks several rules is one.
  private static long resources(List<Withheld> withheld) {
    return withheld.stream().map(each -> each.type() + " " + each.name()).distinct().count();
  }

  private static long known(ControlPlane plane, Kind kind) {
    return plane.resources().stream().filter(each -> each.kind() == kind).count();
  }

  @Override
  public void problems(String place, List<Problem> problems) {
    log.tell(place, problems);
  }

  @Override
  public void changed(Trigger trigger) {
    metrics.istiod().counter("pilot_inbound_updates", "type", trigger.update()).increment();
  }

  @Override
  public void told(Map<Trigger, Integer> changes, long waitedNanos, long makingNanos) {
    changes.forEach(
        (trigger, count) ->
            metrics.istiod().counter("pilot_push_triggers", "type", trigger.reason()).add(count));
    waited.recordNanos(waitedNanos);
    made.recordNanos(makingNanos);
  }

  @Override
  public void mistaken(RuntimeException ours) {
    metrics.istiod().counter("pilot_total_xds_internal_errors").increment();
    out.accept("error: a mistake of Limpet's own; what was told last goes on: " + ours);
  }
}
