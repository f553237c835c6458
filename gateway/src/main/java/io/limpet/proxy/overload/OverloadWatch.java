package io.limpet.proxy.overload;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.OverloadPlan.Action;
import io.limpet.proxy.plan.OverloadPlan.Monitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Looks at what may run short, again and again, and says what is to be done.
public final class OverloadWatch implements AutoCloseable {
  private static final double ALL = 100;

  private final OverloadPlan plan;
  private final long memoryBytes;
  private final Overload overload;
  private final UsedMemory memory;
  private final ControlGroup group;
  private final Metrics metrics;
  private final Map<String, Double> pressures = new HashMap<>(); // its own thread only
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("limpet-overload").daemon().factory());

  /// Beyond `memoryBytes` in use new connections are answered with 503; 0 for no such bound.
  /// `buffers` tells the bytes of buffers in use.
  public OverloadWatch(
      OverloadPlan plan,
      long memoryBytes,
      Overload overload,
      LongSupplier buffers,
      Metrics metrics) {
    this.plan = plan;
    this.memoryBytes = memoryBytes;
    this.overload = overload;
    this.memory = new UsedMemory(buffers);
    this.group = new ControlGroup(Path.of("/sys/fs/cgroup"));
    this.metrics = metrics;
  }

  public void start() {
    if (plan.monitors().isEmpty() && memoryBytes == 0) {
      return;
    }
    var _ =
        thread.scheduleWithFixedDelay(
            this::refresh, 0, plan.refreshMillis(), TimeUnit.MILLISECONDS);
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
        set("overload." + monitor.name() + ".pressure", Math.round(pressure * ALL));
      } catch (IOException unknown) {
        metrics.process().counter("overload." + monitor.name() + ".failed_updates").increment();
      }
    }
    for (Action action : plan.actions()) {
      double wanted = wanted(action);
      overload.set(action.kind(), wanted);
      String name = "overload." + action.kind().text();
      set(name + ".active", wanted >= 1 ? 1 : 0);
      set(name + ".scale_percent", Math.round(wanted * ALL));
    }
  }

  /// As the one of its triggers that asks most; one whose pressure is not known asks for nothing.
  private double wanted(Action action) {
    double most = 0;
    for (OverloadPlan.Trigger trigger : action.triggers()) {
      Double pressure = pressures.get(trigger.monitor());
      most = Math.max(most, pressure == null ? 0 : trigger.asks(pressure));
    }
    return most;
  }

  private double pressure(Monitor monitor) throws IOException {
    return switch (monitor) {
      case OverloadPlan.FixedHeap(_, long most) -> (double) memory.bytes() / most;
      case OverloadPlan.CgroupMemory(_, long most) -> group.pressure(most);
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
