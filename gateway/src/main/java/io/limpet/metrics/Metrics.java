package io.limpet.metrics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Every number of the process. Whoever counts takes its handles once, when a plan or a connection
/// is set up; on the request path there is only `LongAdder.increment`.
///
/// Names are Envoy's ("Statistics" pages of its documentation): a family (`cluster`), the scope it
/// speaks of (the cluster's name), and the rest (`upstream_rq_total`).
public final class Metrics {
  private final ConcurrentHashMap<StatName, LongAdder> counters = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StatName, LongAdder> gauges = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StatName, LongSupplier> asked = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<StatName, Histogram> histograms = new ConcurrentHashMap<>();

  /// `cluster.<name>.`. Envoy takes the cluster's `alt_stat_name` where it has one, which Istio
  /// ends in `;`, so that tools see where the name ends.
  public Scope cluster(String name) {
    return new Scope(StatName.Family.CLUSTER, name);
  }

  /// `http.<stat_prefix>.`, of an HttpConnectionManager.
  public Scope http(String statPrefix) {
    return new Scope(StatName.Family.HTTP, statPrefix);
  }

  /// `listener.<address>.`; the address as Envoy writes it here: `0.0.0.0_8080`.
  public Scope listener(String address) {
    return new Scope(StatName.Family.LISTENER, address);
  }

  /// `server.`, `listener_manager.` and other names that speak of the whole process: the name is
  /// given in full.
  public Scope process() {
    return new Scope(StatName.Family.PROCESS, "");
  }

  /// What a control plane counts, under istiod's names, given in full.
  public Scope istiod() {
    return new Scope(StatName.Family.ISTIOD, "");
  }

  /// `limpet.`: what Envoy has no name for.
  public Scope limpet() {
    return new Scope(StatName.Family.LIMPET, "");
  }

  /// Every number as it is now, sorted by name.
  List<Sample> samples() {
    List<Sample> samples = new ArrayList<>(counters.size() + gauges.size() + asked.size());
    counters.forEach((name, adder) -> samples.add(new Sample(name, true, adder.sum())));
    gauges.forEach((name, adder) -> samples.add(new Sample(name, false, adder.sum())));
    asked.forEach((name, value) -> samples.add(new Sample(name, false, value.getAsLong())));
    samples.sort(Sample.BY_NAME);
    return samples;
  }

  /// Every histogram, sorted by name.
  Map<String, Map.Entry<StatName, Histogram>> histograms() {
    Map<String, Map.Entry<StatName, Histogram>> sorted = new TreeMap<>();
    histograms.entrySet().forEach(each -> sorted.put(each.getKey().text(), each));
    return sorted;
  }

  /// One family's numbers about one thing.
  public final class Scope {
    private final StatName.Family family;
    private final String scope;

    private Scope(StatName.Family family, String scope) {
      this.family = family;
      this.scope = scope;
    }

    /// A number that only grows. The same name always gives the same object.
    public LongAdder counter(String name) {
      return counter(name, Map.of());
    }

    /// A counter with a label: `limpet.session.decisions` by `reason` is
    /// `limpet.session.decisions.hit` in Envoy's text, and has a label in Prometheus'.
    public LongAdder counter(String name, String label, String value) {
      return counter(name, Map.of(label, value));
    }

    private LongAdder counter(String name, Map<String, String> labels) {
      return counters.computeIfAbsent(name(name, labels), _ -> new LongAdder());
    }

    /// A number that goes up and down with what it counts.
    public LongAdder gauge(String name) {
      return gauge(name, Map.of());
    }

    /// One with labels.
    public LongAdder gauge(String name, Map<String, String> labels) {
      return gauges.computeIfAbsent(name(name, labels), _ -> new LongAdder());
    }

    /// A number that is asked for when it is shown. The last function given for a name counts.
    public void gauge(String name, LongSupplier value) {
      asked.put(name(name, Map.of()), value);
    }

    /// How values are spread over `bounds`; the first call for a name says which.
    public Histogram histogram(String name, Map<String, String> labels, double... bounds) {
      return histograms.computeIfAbsent(name(name, labels), _ -> new Histogram(bounds));
    }

    /// Forgets the scope, as Envoy does when a cluster or listener is removed. Handles still held
    /// may be added to; nobody sees it.
    public void remove() {
      counters.keySet().removeIf(this::holds);
      gauges.keySet().removeIf(this::holds);
      asked.keySet().removeIf(this::holds);
      histograms.keySet().removeIf(this::holds);
    }

    private boolean holds(StatName name) {
      return name.family() == family && name.scope().equals(scope);
    }

    private StatName name(String name, Map<String, String> labels) {
      List<StatName.Label> sorted = new ArrayList<>(labels.size());
      labels.forEach((label, value) -> sorted.add(new StatName.Label(label, value)));
      sorted.sort(Comparator.comparing(StatName.Label::name));
      return new StatName(family, scope, name, sorted);
    }
  }
}
