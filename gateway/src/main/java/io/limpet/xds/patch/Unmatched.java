package io.limpet.xds.patch;

import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.Operation;
import io.limpet.xds.resources.Resources;
import java.util.List;

/// Patches that changed nothing, each with the nearest reason.
final class Unmatched {
  private final UnmatchedListener listeners;
  private final UnmatchedRoute routes;
  private final UnmatchedCluster clusters;

  /// `resources` as they were before all patches.
  Unmatched(Resources resources) {
    this.listeners = new UnmatchedListener(resources);
    this.routes = new UnmatchedRoute(resources);
    this.clusters = new UnmatchedCluster(resources);
  }

  List<Problem> problems(PatchSet patches, Matched matched) {
    return patches.all().stream()
        .filter(patch -> patch.applyTo() != ApplyTo.BOOTSTRAP) // told when it was read
        .filter(patch -> !matched.contains(patch))
        .map(this::problem)
        .toList();
  }

  private Problem problem(ReadPatch patch) {
    return new Problem(
        Severity.WARNING,
        new Origin(patch.filter().origin().source(), patch.patch().line()),
        patch.filter().id().toString(),
        patch.patch().path(),
        "patch-matches-nothing",
        "changes nothing: " + reason(patch));
  }

  private String reason(ReadPatch patch) {
    return switch (patch.applyTo()) {
      case LISTENER, FILTER_CHAIN, NETWORK_FILTER, HTTP_FILTER, LISTENER_FILTER ->
          listeners.reason(patch);
      case ROUTE_CONFIGURATION, VIRTUAL_HOST, HTTP_ROUTE -> routes.reason(patch);
      case CLUSTER -> clusters.reason(patch);
      case EXTENSION_CONFIG -> extension(patch);
      case BOOTSTRAP -> throw new IllegalStateException("a bootstrap is never patched: " + patch);
    };
  }

  private static String extension(ReadPatch patch) {
    if (patch.operation() != Operation.ADD) {
      return patch.operation() + " does nothing to an extension configuration; write ADD";
    }
    String name = patch.value(TypedExtensionConfig.class).getName();
    return name.isEmpty()
        ? "an extension configuration needs a name"
        : "no filter asks for "
            + name
            + " by config_discovery, or another EnvoyFilter added it before";
  }
}
