package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Locality;
import io.limpet.mesh.building.instances.Instance;
import io.limpet.mesh.building.instances.ServiceInstances.Where;
import io.limpet.model.istio.LoadBalancer.Failover;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How far endpoints are from a gateway: by the regions that follow each other, or by labels.
record Distances(Where own, List<Failover> regions, List<String> labels) {
  /// As many as there are distances of localities.
  static final int COUNT = 5;

  private static final int OTHER_REGION = 3;
  private static final int LAST_REGION = 4;

  Distances {
    regions = List.copyOf(regions);
    labels = List.copyOf(labels);
  }

  /// The earlier a label differs, the farther it is. Each is like the gateway's, or like the value
  /// beside it.
  int byLabels(Instance instance) {
    Map<String, String> theirs = instance.labels();
    for (int i = 0; i < labels.size(); i++) {
      String[] parts = labels.get(i).split("=", 2);
      String wanted = parts.length > 1 ? parts[1] : own.labels().getOrDefault(parts[0], "");
      if (!wanted.equals(theirs.getOrDefault(parts[0], ""))) {
        return labels.size() - i;
      }
    }
    return 0;
  }

  /// 0 in the gateway's subzone, 1 in its zone, 2 in its region.
  int byLocality(Instance instance) {
    Locality ours = own.locality();
    Locality theirs = instance.locality();
    int region = byRegion(instance);
    if (region > 0) {
      return region;
    }
    if (!ours.zone().equals(theirs.zone())) {
      return 2;
    }
    return ours.subzone().equals(theirs.subzone()) ? 0 : 1;
  }

  /// 0 in the gateway's region.
  int byRegion(Instance instance) {
    String ours = own.locality().region();
    String theirs = instance.locality().region();
    if (ours.equals(theirs)) {
      return 0;
    }
    Optional<Failover> written =
        regions.stream().filter(each -> each.from().equals(ours)).findFirst();
    return written.isPresent() && !written.get().to().equals(theirs) ? LAST_REGION : OTHER_REGION;
  }
}
