package io.limpet.analysis;

import io.limpet.mesh.building.resources.SeenNamespaces;
import io.limpet.model.Kind;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Namespaces that the mesh's `discoverySelectors` do not choose, though something is in them.
final class NamespaceChecks {
  private NamespaceChecks() {}

  /// Tells of each such namespace once, beside the Namespace or else the first resource in it.
  static void check(List<Resource> resources, SeenNamespaces seen, List<Problem> problems) {
    TreeMap<String, List<Resource>> unseen = new TreeMap<>();
    for (Resource each : resources) {
      if (!seen.has(each)) {
        unseen.computeIfAbsent(each.metadata().namespace(), _ -> new ArrayList<>()).add(each);
      }
    }
    unseen.forEach(
        (namespace, all) -> {
          Resource place =
              resources.stream()
                  .filter(each -> each.kind() == Kind.NAMESPACE)
                  .filter(each -> each.metadata().name().equals(namespace))
                  .findFirst()
                  .orElse(all.getFirst());
          new Findings(place, problems)
              .warning(
                  "metadata",
                  "namespace-not-selected",
                  "no discoverySelectors of the mesh choose the namespace "
                      + namespace
                      + ", so nothing in it is seen ("
                      + all.size()
                      + " resources); give it a label that they choose");
        });
  }
}
