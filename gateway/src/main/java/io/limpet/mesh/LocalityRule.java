package io.limpet.mesh;

import io.limpet.mesh.EndpointGroup.InLocality;
import io.limpet.model.istio.LoadBalancer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// How the distance between gateway and endpoints counts
/// (`pilot/pkg/networking/core/loadbalancer/loadbalancer.go` in Istio).
sealed interface LocalityRule {
  /// Whether localities share by their weights.
  boolean weighs();

  List<InLocality> apply(List<InLocality> groups, Locality own);

  /// All localities alike.
  record Ignored() implements LocalityRule {
    @Override
    public boolean weighs() {
      return false;
    }

    @Override
    public List<InLocality> apply(List<InLocality> groups, Locality own) {
      return groups;
    }
  }

  /// The nearest first; `explicit` where someone wrote an order.
  record Failover(List<LoadBalancer.Failover> regions, boolean explicit) implements LocalityRule {
    static final Failover NEAREST = new Failover(List.of(), false);

    public Failover {
      regions = List.copyOf(regions);
    }

    @Override
    public boolean weighs() {
      return explicit;
    }

    /// Distances become priorities without gaps, as Envoy asks for.
    @Override
    public List<InLocality> apply(List<InLocality> groups, Locality own) {
      TreeSet<Integer> distances = new TreeSet<>();
      groups.forEach(group -> distances.add(distance(own, group.locality())));
      List<Integer> order = List.copyOf(distances);
      return groups.stream()
          .map(
              group ->
                  new InLocality(
                      group.locality(),
                      order.indexOf(distance(own, group.locality())),
                      group.weight(),
                      group.endpoints()))
          .toList();
    }

    private int distance(Locality own, Locality other) {
      if (!own.region().equals(other.region())) {
        boolean elsewhere =
            regions.stream()
                .anyMatch(
                    each -> each.from().equals(own.region()) && !each.to().equals(other.region()));
        return elsewhere ? 4 : 3;
      }
      if (!own.zone().equals(other.zone())) {
        return 2;
      }
      return own.subzone().equals(other.subzone()) ? 0 : 1;
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
    public List<InLocality> apply(List<InLocality> groups, Locality own) {
      for (LoadBalancer.Distribute rule : rules) {
        if (matches(rule.from(), own)) {
          return distribute(groups, rule.to());
        }
      }
      return groups;
    }

    private static List<InLocality> distribute(
        List<InLocality> groups, Map<String, Integer> percents) {
      List<InLocality> result = new ArrayList<>();
      for (InLocality group : groups) {
        String pattern =
            percents.keySet().stream()
                .filter(each -> matches(each, group.locality()))
                .findFirst()
                .orElse("");
        if (pattern.isEmpty()) {
          result.add(new InLocality(group.locality(), 0, group.weight(), List.of()));
          continue;
        }
        int total =
            groups.stream()
                .filter(other -> matches(pattern, other.locality()))
                .mapToInt(InLocality::weight)
                .sum();
        int share =
            Math.ceilDiv(group.weight() * percents.getOrDefault(pattern, 0), Math.max(1, total));
        result.add(new InLocality(group.locality(), 0, share, group.endpoints()));
      }
      return result;
    }

    /// `region/zone/*` and shorter; a part that is not written matches all.
    private static boolean matches(String pattern, Locality locality) {
      String[] parts = pattern.split("/", 3);
      List<String> own = List.of(locality.region(), locality.zone(), locality.subzone());
      for (int i = 0; i < parts.length; i++) {
        if (parts[i].equals("*")) {
          return true;
        }
        if (!parts[i].equals(own.get(i))) {
          return false;
        }
      }
      return true;
    }
  }
}
