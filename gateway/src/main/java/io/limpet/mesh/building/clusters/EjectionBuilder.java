package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Cluster.Ejection;
import io.limpet.mesh.Feature;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.TrafficDistribution;
import io.limpet.model.istio.TrafficPolicy.OutlierDetection;
import org.jspecify.annotations.Nullable;

/// What a cluster does about endpoints that fail or are not ready (`applyOutlierDetection` in
/// Istio's `core/cluster_traffic_policy.go`).
final class EjectionBuilder {
  private final MeshOptions options;

  EjectionBuilder(MeshOptions options) {
    this.options = options;
  }

  @Nullable Ejection of(@Nullable OutlierDetection detection) {
    return detection == null
        ? null
        : new Ejection(
            detection.consecutive5xxErrors(),
            detection.consecutiveGatewayErrors(),
            detection.consecutiveLocalOriginFailures(),
            detection.splitExternalLocalOriginErrors(),
            detection.interval(),
            detection.baseEjectionTime(),
            served(detection.maxEjectionPercent()),
            detection.outlierDetectionHttpErrorCodes());
  }

  /// With endpoints that are not ready in EDS, panic would send requests to them
  /// (`core/cluster_traffic_policy.go`).
  @Nullable Integer panicPercent(MeshService service, @Nullable OutlierDetection detection) {
    if (forced(service)) {
      return 0;
    }
    if (detection != null) {
      return served(detection.minHealthPercent());
    }
    return options.sendsUnhealthy() ? 0 : null;
  }

  /// Whether EDS has endpoints that are not ready.
  boolean sendsUnhealthy(MeshService service, @Nullable OutlierDetection detection) {
    boolean panics = detection != null && detection.minHealthPercent() > 0;
    return forced(service) || (options.sendsUnhealthy() && !panics);
  }

  /// Envoy refuses more than a hundred.
  private int served(int percent) {
    return options.has(Fix.REFUSED_VALUES) ? Math.min(percent, 100) : percent;
  }

  /// A service whose near endpoints are preferred must know of those that fail.
  private boolean forced(MeshService service) {
    return service.distribution() != TrafficDistribution.ANY
        || options.on(Feature.PILOT_SEND_UNHEALTHY_ENDPOINTS);
  }
}
