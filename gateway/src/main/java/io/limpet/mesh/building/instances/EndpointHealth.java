package io.limpet.mesh.building.instances;

import io.limpet.mesh.EndpointGroup.Health;
import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Pod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the conditions of an endpoint and the labels of its pod mean for its requests
/// (`endpointHealthStatus` in Istio's `kube/controller/endpointslice.go`, `filterIstioEndpoint` in
/// its `endpoint_builder.go`). Null is an endpoint that is not served at all.
final class EndpointHealth {
  private final MeshOptions options;

  EndpointHealth(MeshOptions options) {
    this.options = options;
  }

  /// `ready` is what the conditions say, whatever the pod's labels make of it.
  record Judged(Health health, boolean ready) {}

  @Nullable Judged of(MeshService service, EndpointSlice.Conditions conditions, @Nullable Pod pod) {
    Health said = byConditions(service, conditions);
    Health health =
        said == null ? null : of(service, said, pod == null ? Map.of() : pod.metadata().labels());
    return said == null || health == null ? null : new Judged(health, said != Health.UNHEALTHY);
  }

  /// A label of the workload drains it, whatever its health is otherwise.
  @Nullable Health of(MeshService service, Health health, Map<String, String> labels) {
    Health now = isDraining(labels) ? Health.DRAINING : health;
    return now == Health.DRAINING && !keepsDraining(service) ? null : now;
  }

  private boolean isDraining(Map<String, String> labels) {
    return !labels.getOrDefault(options.text(Feature.PILOT_DRAINING_LABEL), "").isEmpty();
  }

  /// An empty `ready` is true. Of the other two, Istio's code takes empty for true; Kubernetes'
  /// documentation says: `serving` like `ready`, `terminating` false.
  private @Nullable Health byConditions(MeshService service, EndpointSlice.Conditions conditions) {
    if (!Boolean.FALSE.equals(conditions.ready())) {
      return Health.HEALTHY;
    }
    boolean documented = options.has(Fix.UNWRITTEN_CONDITIONS);
    Boolean serving = conditions.serving();
    Boolean terminating = conditions.terminating();
    boolean serves = serving == null ? !documented : serving;
    boolean terminates = terminating == null ? !documented : terminating;
    if (serves && terminates && drains(service)) {
      return Health.DRAINING;
    }
    return terminates && options.istioVersion().atLeast(25) ? null : Health.UNHEALTHY;
  }

  /// Header sessions count since 1.24.
  private boolean drains(MeshService service) {
    boolean known = options.istioVersion().atLeast(24) || options.has(Fix.HEADER_DRAIN);
    return service.pinnedByCookie() || (isHeader(service) && known);
  }

  /// EDS asks for the cookie's label only.
  private boolean keepsDraining(MeshService service) {
    return service.pinnedByCookie() || (isHeader(service) && options.has(Fix.HEADER_DRAIN));
  }

  private static boolean isHeader(MeshService service) {
    return service.session() instanceof SessionPolicy.Pinned && !service.pinnedByCookie();
  }
}
