package io.limpet.mesh.building.clusters;

import io.limpet.mesh.EndpointGroup.Endpoint;
import io.limpet.mesh.EndpointGroup.InLocality;
import io.limpet.mesh.Locality;
import io.limpet.mesh.building.instances.Instance;
import io.limpet.mesh.building.instances.ServiceInstances.Where;
import io.limpet.model.istio.LoadBalancer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// How the distance between gateway and endpoints counts
/// (`pilot/pkg/networking/core/loadbalancer/loadbalancer.go` in Istio).
sealed interface LocalityRule {
  /// Whether localities share by their weights.
  boolean weighs();

  /// The same for endpoints that are names: nobody looks at labels there, only at places
  /// (`ApplyLocalityLoadBalancer` is given no labels for `STRICT_DNS`).
  default LocalityRule forNames() {
    return this;
  }

  /// The endpoints by locality, and by priority where there are several.
  List<InLocality> apply(List<Instance> instances, Where own);

  private static List<InLocality> grouped(
      List<Instance> instances, ToIntFunction<Instance> priority) {
    record Key(Locality locality, int priority) {}
    Map<Key, List<Endpoint>> groups =
        new TreeMap<>(Comparator.comparing(Key::locality).thenComparingInt(Key::priority));
    @Nullable Key last = null;
    List<Endpoint> group = new ArrayList<>();
    for (Instance each : instances) {
      int now = priority.applyAsInt(each);
      if (last == null || last.priority() != now || !last.locality().equals(each.locality())) {
        last = new Key(each.locality(), now);
        int about = groups.isEmpty() ? instances.size() : 10; // most often there is but one group
        group = groups.computeIfAbsent(last, _ -> new ArrayList<>(about));
      }
      group.add(each.endpoint());
    }
    List<InLocality> result = new ArrayList<>();
    groups.forEach(
        (key, endpoints) -> {
          int weight = endpoints.stream().mapToInt(Endpoint::weight).sum();
          result.add(new InLocality(key.locality(), key.priority(), weight, endpoints));
        });
    return result;
  }

  /// The same distances made priorities without gaps, as Envoy asks for.
  private static List<InLocality> ordered(
      List<Instance> instances, ToIntFunction<Instance> distance) {
    TreeSet<Integer> distances = new TreeSet<>();
    instances.forEach(each -> distances.add(distance.applyAsInt(each)));
    List<Integer> order = List.copyOf(distances);
    return grouped(instances, each -> order.indexOf(distance.applyAsInt(each)));
  }

  /// All localities alike.
  record Alike(boolean weighs) implements LocalityRule {
    static final Alike NONE = new Alike(false);

    @Override
    public List<InLocality> apply(List<Instance> instances, Where own) {
      return grouped(instances, _ -> 0);
    }
  }

  /// The nearest first: by the labels of `priority`, each like the gateway's or like the value
  /// beside it, and then by regions. `explicit` where someone wrote an order.
  record Failover(List<LoadBalancer.Failover> regions, List<String> priority, boolean explicit)
      implements LocalityRule {
    static final Failover NEAREST = new Failover(List.of(), List.of(), false);

    public Failover {
      regions = List.copyOf(regions);
      priority = List.copyOf(priority);
    }

    @Override
    public boolean weighs() {
      return explicit;
    }

    @Override
    public LocalityRule forNames() {
      if (priority.isEmpty()) {
        return this;
      }
      return regions.isEmpty() ? new Alike(explicit) : new Failover(regions, List.of(), explicit);
    }

    @Override
    public List<InLocality> apply(List<Instance> instances, Where own) {
      Distances distances = new Distances(own, regions, priority);
      return ordered(instances, each -> distance(each, distances));
    }

    /// Localities count beside labels only where failover between regions is written too.
    private int distance(Instance instance, Distances distances) {
      if (priority.isEmpty()) {
        return distances.byLocality(instance);
      }
      int byLabels = distances.byLabels(instance);
      return regions.isEmpty()
          ? byLabels
          : byLabels * Distances.COUNT + distances.byLocality(instance);
    }
  }

  /// Envoy itself prefers the gateway's zone, so only regions are told apart here, always
  /// (`ApplyZoneAwareLoadBalancer`).
  record ZoneAware(List<LoadBalancer.Failover> regions, List<String> priority)
      implements LocalityRule {
    public ZoneAware {
      regions = List.copyOf(regions);
      priority = List.copyOf(priority);
    }

    @Override
    public boolean weighs() {
      return false;
    }

    @Override
    public LocalityRule forNames() {
      return new ZoneAware(regions, List.of());
    }

    @Override
    public List<InLocality> apply(List<Instance> instances, Where own) {
      Distances distances = new Distances(own, regions, priority);
      return ordered(
          instances, each -> distances.byLabels(each) * Distances.COUNT + distances.byRegion(each));
    }
  }

  /// Each locality gets the part that is written for callers from ours.
  record Distributed(List<LoadBalancer.Distribute> rules) implements LocalityRule {
    public Distributed {
      rules = List.copyOf(rules);
    }

    @Override
    public boolean weighs() {
      return true;
    }

    @Override
    public List<InLocality> apply(List<Instance> instances, Where own) {
      List<InLocality> groups = grouped(instances, _ -> 0);
      for (LoadBalancer.Distribute rule : rules) {
        if (own.locality().matches(rule.from())) {
          return distribute(groups, rule.to());
        }
      }
      return groups;
    }

    /// A locality that is not named loses its endpoints; a weight of 0 leaves all as it was, since
    /// Envoy knows no such weight.
    private static List<InLocality> distribute(
        List<InLocality> groups, Map<String, Integer> percents) {
      Map<Locality, String> patterns = new TreeMap<>();
      Map<String, Integer> totals = new TreeMap<>();
      for (InLocality group : groups) {
        pattern(percents, group.locality())
            .ifPresent(
                pattern -> {
                  patterns.put(group.locality(), pattern);
                  totals.merge(pattern, group.weight(), Integer::sum);
                });
      }
      List<InLocality> result = new ArrayList<>();
      for (InLocality group : groups) {
        String pattern = patterns.get(group.locality());
        if (pattern == null) {
          result.add(new InLocality(group.locality(), 0, group.weight(), List.of()));
          continue;
        }
        int total = Math.max(1, totals.getOrDefault(pattern, 1));
        int share = Math.ceilDiv(group.weight() * percents.getOrDefault(pattern, 0), total);
        int weight = share == 0 ? group.weight() : share;
        result.add(new InLocality(group.locality(), 0, weight, group.endpoints()));
      }
      return result;
    }

    /// The most exact one; istiod takes any of several.
    private static Optional<String> pattern(Map<String, Integer> percents, Locality locality) {
      return percents.keySet().stream()
          .filter(locality::matches)
          .max(Comparator.<String>comparingInt(String::length).thenComparing(each -> each));
    }
  }
}
