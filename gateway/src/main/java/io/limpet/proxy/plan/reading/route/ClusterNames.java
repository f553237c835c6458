package io.limpet.proxy.plan.reading.route;

import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;

/// The clusters that routes may name. Routes that are written into a listener are checked, as they
/// come with all clusters; those that come by name are not (Envoy: `validate_clusters`).
public record ClusterNames(boolean checked, Set<String> names) {
  public static final ClusterNames UNCHECKED = new ClusterNames(false, Set.of());

  void require(String name, Place place) {
    if (checked && !names.contains(name)) {
      throw place.refused("there is no cluster \"" + name + "\"; add it, or correct the name");
    }
  }
}
