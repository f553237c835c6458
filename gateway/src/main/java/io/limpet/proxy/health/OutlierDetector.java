package io.limpet.proxy.health;

import io.limpet.proxy.plan.pools.Ejection;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import io.limpet.proxy.plan.pools.OutlierMonitor;
import io.limpet.proxy.plan.pools.OutlierMonitor.Counted;
import io.limpet.proxy.plan.pools.OutlierPlan;
import io.limpet.proxy.plan.pools.OutlierRates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Which endpoints of a cluster are ejected, and for how long (Envoy: outlier_detection_impl.cc,
/// `DetectorImpl`). Health thread only. Methods say whether any endpoint's flag changed.
final class OutlierDetector {
  private final OutlierPlan plan;
  private final OutlierCounters counters;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final Shown shown;
  private final Map<EndpointState, Host> hosts = new LinkedHashMap<>();
  private int ejected;

  /// Where an interval's rates are to be seen.
  @FunctionalInterface
  interface Shown {
    void accept(boolean local, OutlierRates rates);
  }

  private static final class Host {
    private final EndpointState state;
    private final OutlierMonitor monitor;
    private int times; // how often in a row it was ejected: each ejection is longer
    private long ejectedNanos;
    private long jitterMillis;

    Host(EndpointState state, OutlierMonitor monitor) {
      this.state = state;
      this.monitor = monitor;
    }

    boolean isEjected() {
      return state.has(HealthFlag.FAILED_OUTLIER);
    }
  }

  OutlierDetector(
      OutlierPlan plan,
      OutlierCounters counters,
      RandomGenerator random,
      LongSupplier nanoTime,
      Shown shown) {
    this.shown = shown;
    this.plan = plan;
    this.counters = counters;
    this.random = random;
    this.nanoTime = nanoTime;
  }

  void add(EndpointState state, OutlierMonitor monitor) {
    hosts.put(state, new Host(state, monitor));
  }

  void remove(EndpointState state) {
    Host host = hosts.remove(state);
    if (host != null && state.clear(HealthFlag.FAILED_OUTLIER)) {
      ejected--;
      counters.active.decrement();
    }
  }

  List<EndpointState> present() {
    return List.copyOf(hosts.keySet());
  }

  /// An endpoint gave as many bad answers in a row as are borne.
  boolean tooMany(EndpointState state, Ejection reason) {
    Host host = hosts.get(state);
    if (host == null || host.isEjected()) {
      return false;
    }
    boolean changed = detected(host, reason);
    host.monitor.reset(reason);
    return changed;
  }

  /// A health check was passed.
  boolean passedCheck(EndpointState state) {
    Host host = hosts.get(state);
    if (host == null || !host.isEjected() || !plan.options().unejectOnCheck()) {
      return false;
    }
    uneject(host);
    return true;
  }

  /// An interval is over: ends ejections that lasted long enough, and looks at the rates.
  boolean tick() {
    boolean changed = false;
    for (Host host : hosts.values()) {
      changed |= endsNow(host);
    }
    changed |= eject(false);
    changed |= eject(true);
    return changed;
  }

  private boolean endsNow(Host host) {
    if (!host.isEjected()) {
      host.times = Math.max(0, host.times - 1);
      return false;
    }
    long lasts = Math.min(plan.times().baseMillis() * host.times, plan.times().maxMillis());
    long passed = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - host.ejectedNanos);
    if (lasts + host.jitterMillis > passed) {
      return false;
    }
    uneject(host);
    return true;
  }

  private void uneject(Host host) {
    host.state.clear(HealthFlag.FAILED_OUTLIER);
    ejected--;
    counters.active.decrement();
    host.monitor.reset(Ejection.CONSECUTIVE_5XX);
    host.monitor.reset(Ejection.CONSECUTIVE_GATEWAY_FAILURE);
    host.monitor.reset(Ejection.CONSECUTIVE_LOCAL_ORIGIN_FAILURE);
  }

  /// An endpoint that is already ejected is not ejected a second time; Envoy 1.40 counts it twice
  /// where both rates are bad, and later one less than that.
  private boolean eject(Host host, Ejection reason) {
    if (host.isEjected()) {
      return false;
    }
    if (!mayEjectAnother()) {
      counters.tooMany();
      return false;
    }
    counters.allowed(reason);
    if (random.nextInt(100) >= plan.enforcing(reason)) {
      return false;
    }
    host.state.set(HealthFlag.FAILED_OUTLIER);
    ejected++;
    counters.ejected(reason);
    host.ejectedNanos = nanoTime.getAsLong();
    if (plan.times().baseMillis() * host.times
        < plan.times().maxMillis() + plan.times().baseMillis()) {
      host.times++;
    }
    long jitter = plan.times().jitterMillis();
    host.jitterMillis = jitter == 0 ? 0 : random.nextLong(jitter + 1);
    return true;
  }

  private boolean mayEjectAnother() {
    boolean first = ejected == 0 && plan.cap().alwaysOne();
    return first || (ejected + 1) * 100L <= (long) plan.cap().percent() * hosts.size();
  }

  /// An endpoint's part of good answers in the interval that is over, in percent.
  private record Rated(Host host, double rate, long volume) {}

  private List<Rated> rated(boolean local) {
    List<Rated> rated = new ArrayList<>();
    long shown =
        Math.min(plan.successRate().requestVolume(), plan.failurePercentage().requestVolume());
    for (Host host : hosts.values()) {
      OutlierMonitor.Rate counts = local ? host.monitor.local() : host.monitor.answers();
      Counted counted = counts.take();
      boolean looked = !host.isEjected() && counted.all() > 0;
      double rate = looked ? 100.0 * counted.good() / counted.all() : -1;
      counts.percent(looked && counted.all() >= shown && enoughHosts() ? rate : -1);
      if (looked) {
        rated.add(new Rated(host, rate, counted.all()));
      }
    }
    return enoughHosts() ? rated : List.of();
  }

  private boolean enoughHosts() {
    return hosts.size()
        >= Math.min(plan.successRate().minimumHosts(), plan.failurePercentage().minimumHosts());
  }

  private boolean eject(boolean local) {
    List<Rated> rated = rated(local);
    int volume = plan.successRate().requestVolume();
    List<Rated> compared = rated.stream().filter(each -> each.volume >= volume).toList();
    boolean enough = !compared.isEmpty() && compared.size() >= plan.successRate().minimumHosts();
    OutlierRates rates =
        enough
            ? OutlierRates.of(
                compared.stream().mapToDouble(Rated::rate).toArray(),
                plan.successRate().stdevFactor())
            : OutlierRates.NONE;
    shown.accept(local, rates);
    Ejection reason = local ? Ejection.LOCAL_ORIGIN_SUCCESS_RATE : Ejection.SUCCESS_RATE;
    boolean changed = false;
    for (Rated each : compared) {
      if (enough && each.rate < rates.threshold()) {
        changed |= detected(each.host, reason);
      }
    }
    boolean byPercentage = ejectByPercentage(rated, local);
    return changed || byPercentage;
  }

  private boolean detected(Host host, Ejection reason) {
    counters.detected(reason);
    return eject(host, reason);
  }

  private boolean ejectByPercentage(List<Rated> rated, boolean local) {
    int volume = plan.failurePercentage().requestVolume();
    List<Rated> looked = rated.stream().filter(each -> each.volume >= volume).toList();
    Ejection reason =
        local ? Ejection.LOCAL_ORIGIN_FAILURE_PERCENTAGE : Ejection.FAILURE_PERCENTAGE;
    boolean changed = false;
    for (Rated each : looked) {
      if (looked.size() >= plan.failurePercentage().minimumHosts()
          && 100 - each.rate >= plan.failurePercentage().threshold()) {
        changed |= detected(each.host, reason);
      }
    }
    return changed;
  }
}
