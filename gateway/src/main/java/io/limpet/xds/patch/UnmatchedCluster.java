package io.limpet.xds.patch;

import io.limpet.model.istio.EnvoyFilter.ClusterMatch;
import io.limpet.xds.patch.ClusterPatches.ClusterName;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Set;

/// Why a patch of clusters changed nothing.
final class UnmatchedCluster {
  private final Set<String> names;

  UnmatchedCluster(Resources resources) {
    this.names = resources.clusters().keySet();
  }

  String reason(ReadPatch patch) {
    if (!(patch.patch().match().object() instanceof ClusterMatch match)) {
      return "the gateway has no cluster";
    }
    if (!match.name().isEmpty()) {
      return Reasons.noneCalled("cluster", match.name(), names);
    }
    List<ClusterName> all = names.stream().map(ClusterName::of).toList();
    List<String> hosts =
        all.stream().map(ClusterName::host).filter(each -> !each.isEmpty()).toList();
    if (!match.service().isEmpty() && !hosts.contains(match.service())) {
      return hosts.stream()
          .filter(each -> each.startsWith(match.service() + "."))
          .findFirst()
          .map(each -> "services are matched by their whole name; write service: " + each)
          .orElseGet(() -> Reasons.noneCalled("service", match.service(), hosts));
    }
    return "no cluster has this port and subset; there " + Reasons.list(names);
  }
}
