package io.limpet.analysis;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.EnvoyFilters;
import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.istio.EnvoyFilter.Match;
import io.limpet.model.istio.EnvoyFilter.Patch;

/// EnvoyFilters, and patches of them, that are not for the gateway. Whether the others match
/// anything is known where they are applied.
final class PatchChecks {
  private static final String CODE = "patch-not-for-gateway";

  private final EnvoyFilters filters;
  private final GatewayProxy proxy;
  private final MeshOptions options;

  PatchChecks(GatewayProxy proxy, MeshOptions options) {
    this.filters = new EnvoyFilters(proxy, options);
    this.proxy = proxy;
    this.options = options;
  }

  void check(EnvoyFilter filter, Findings findings) {
    if (!filters.isInReach(filter)) {
      findings.warning(
          "metadata.namespace",
          "filter-out-of-reach",
          "has no effect on this gateway; EnvoyFilters of "
              + proxy.namespace()
              + ", its own namespace, and of "
              + options.rootNamespace()
              + " do");
    } else if (!filters.selects(filter)) {
      String field = filter.references().isEmpty() ? "spec.workloadSelector" : "spec.targetRefs";
      findings.warning(
          field,
          "selects-no-gateway",
          "does not select this gateway, whose labels are " + proxy.labels());
    } else {
      filter.patches().forEach(patch -> check(patch, findings));
    }
  }

  private void check(Patch patch, Findings findings) {
    Match match = patch.match();
    if (!EnvoyFilters.isForGateways(patch)) {
      findings.warning(
          patch.path() + ".match.context",
          CODE,
          match.context() + " is no gateway, so the patch changes nothing here; write GATEWAY");
    } else if (!filters.isForProxy(match)) {
      findings.warning(
          patch.path() + ".match.proxy",
          CODE,
          "asks for another version or other metadata than the gateway has, which "
              + (filters.version().isEmpty()
                  ? "says no ISTIO_VERSION"
                  : "is of Istio " + filters.version()));
    }
  }
}
