package io.limpet.proxy.overload;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.OverloadPlan.Action;
import io.limpet.proxy.plan.OverloadPlan.Kind;
import io.limpet.proxy.plan.OverloadPlan.LoadShed;
import io.limpet.proxy.plan.OverloadPlan.Monitor;
import io.limpet.proxy.plan.OverloadPlan.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Looks at what may run short, again and again, and says what is to be done.
public final class OverloadWatch implements AutoCloseable {
  private static final double ALL = 100;

  /// Between two times that the heap is shrunk (Envoy: server/overload/heap_shrinker.cc).
  private static final long SHRINK_SECONDS = 10;

  private final OverloadPlan plan;
  private final long memoryBytes;
  private final Overload overload;
  private final Watched watched;
  private final UsedMemory memory;
  private final ControlGroup group;
  private final Metrics metrics;
  private double reduction; // its own thread only, like the next
  private boolean shrinks;
  private final Map<String, Double> pressures = new HashMap<>(); // its own thread only
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("limpet-overload").daemon().factory());

  /// What it asks, and whom it tells: the bytes of buffers in use, the open connections of clients;
  /// `rescale` is run when waits are of another length from now on.
  public record Watched(LongSupplier buffers, LongSupplier connections, Runnable rescale) {}

  /// Beyond `memoryBytes` in use new connections are answered with 503; 0 for no such bound.
  public OverloadWatch(
      OverloadPlan plan, long memoryBytes, Overload overload, Watched watched, Metrics metrics) {
    this.plan = plan;
    this.memoryBytes = memoryBytes;
    this.overload = overload;
    this.watched = watched;
    this.memory = new UsedMemory(watched.buffers());
    this.group = ControlGroup.here();
    this.metrics = metrics;
  }

  public void start() {
    if (plan.monitors().isEmpty() && memoryBytes == 0) {
      return;
    }
    var _ =
        thread.scheduleWithFixedDelay(
            this::refresh, 0, plan.refreshMillis(), TimeUnit.MILLISECONDS);
    if (plan.actions().stream().anyMatch(each -> each.kind() == Kind.SHRINK_HEAP)) {
      var _ =
          thread.scheduleWithFixedDelay(
              this::shrink, SHRINK_SECONDS, SHRINK_SECONDS, TimeUnit.SECONDS);
    }
  }

  /// Looks once.
  void refresh() {
    if (memoryBytes > 0) {
      overload.full(memory.bytes() > memoryBytes);
    }
    for (Monitor monitor : plan.monitors()) {
      try {
        double pressure = pressure(monitor);
        pressures.put(monitor.name(), pressure);
        set("overload." + monitor.name() + ".pressure", percent(pressure));
      } catch (IOException unknown) {
        metrics.process().counter("overload." + monitor.name() + ".failed_updates").increment();
      }
    }
    plan.actions().forEach(this::act);
    plan.loadSheds().forEach(this::shed);
  }

  private void act(Action action) {
    double wanted = wanted(action.triggers());
    overload.set(action.kind(), wanted);
    String name = "overload." + action.kind().text();
    set(name + ".active", wanted >= 1 ? 1 : 0);
    set(name + ".scale_percent", percent(wanted));
    if (action.kind() == Kind.REDUCE_TIMEOUTS && wanted != reduction) {
      reduction = wanted;
      watched.rescale().run();
    }
    if (action.kind() == Kind.SHRINK_HEAP) {
      shrinks = wanted >= 1;
    }
  }

  /// Envoy gives back what its allocator keeps, which here is a collection's to do: whoever asks
  /// for this would rather have its pause than no memory.
  void shrink() {
    if (shrinks) {
      System.gc();
      metrics
          .process()
          .counter("overload." + Kind.SHRINK_HEAP.text() + ".shrink_count")
          .increment();
    }
  }

  private void shed(LoadShed shed) {
    double wanted = wanted(shed.triggers());
    overload.point(shed.point()).set(wanted);
    set("overload." + shed.point().text() + ".scale_percent", percent(wanted));
  }

  /// As Envoy, which cuts off what is less than a percent.
  private static long percent(double part) {
    return (long) (part * ALL);
  }

  /// As much as the one of the triggers asks that asks most; one whose pressure is not known asks
  /// for nothing.
  private double wanted(List<Trigger> triggers) {
    double most = 0;
    for (Trigger trigger : triggers) {
      Double pressure = pressures.get(trigger.monitor());
      most = Math.max(most, pressure == null ? 0 : trigger.asks(pressure));
    }
    return most;
  }

  private double pressure(Monitor monitor) throws IOException {
    return switch (monitor) {
      case OverloadPlan.FixedHeap(_, long most) -> (double) memory.bytes() / most;
      case OverloadPlan.CgroupMemory(_, long most) -> group.pressure(most);
      case OverloadPlan.DownstreamConnections(_, long most) ->
          (double) watched.connections().getAsLong() / most;
      case OverloadPlan.InjectedResource(_, String file) -> injected(file);
    };
  }

  private static double injected(String file) throws IOException {
    String text = Files.readString(Path.of(file)).strip();
    try {
      double pressure = Double.parseDouble(text);
      if (pressure >= 0 && pressure <= 1) {
        return pressure;
      }
      throw new IOException(file + " holds " + text + ", which is not from 0 to 1");
    } catch (NumberFormatException noNumber) {
      throw new IOException(file + " holds no number: " + text, noNumber);
    }
  }

  private void set(String name, long value) {
    LongAdder gauge = metrics.process().gauge(name);
    gauge.add(value - gauge.sum());
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
