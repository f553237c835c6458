package io.limpet.xds.translate;

import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKey;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKind;
import io.envoyproxy.envoy.type.tracing.v3.CustomTag;
import io.envoyproxy.envoy.type.v3.Percent;

/// Tracing with the tags that Istio gives every span of a gateway (`core/tracing.go` in its pilot),
/// for one that says nothing of itself.
final class TracingTranslator {
  private static final String DRY_RUN = "istio.authorization.dry_run.";
  private static final String SHADOW = "istio_dry_run_";

  private TracingTranslator() {}

  static Tracing tracing(String namespace) {
    return Tracing.newBuilder()
        .setClientSampling(percent(100))
        .setRandomSampling(percent(1))
        .setOverallSampling(percent(100))
        .addCustomTags(shadow("allow_policy.name", "allow_shadow_effective_policy_id"))
        .addCustomTags(shadow("allow_policy.result", "allow_shadow_engine_result"))
        .addCustomTags(shadow("deny_policy.name", "deny_shadow_effective_policy_id"))
        .addCustomTags(shadow("deny_policy.result", "deny_shadow_engine_result"))
        .addCustomTags(literal("istio.canonical_revision", "latest"))
        .addCustomTags(literal("istio.canonical_service", "unknown"))
        .addCustomTags(literal("istio.cluster_id", "Kubernetes"))
        .addCustomTags(literal("istio.mesh_id", "cluster.local"))
        .addCustomTags(literal("istio.namespace", namespace))
        .build();
  }

  private static Percent percent(double value) {
    return Percent.newBuilder().setValue(value).build();
  }

  private static CustomTag literal(String tag, String value) {
    return CustomTag.newBuilder()
        .setTag(tag)
        .setLiteral(CustomTag.Literal.newBuilder().setValue(value))
        .build();
  }

  private static CustomTag shadow(String tag, String key) {
    MetadataKey path =
        MetadataKey.newBuilder()
            .setKey("envoy.filters.http.rbac")
            .addPath(MetadataKey.PathSegment.newBuilder().setKey(SHADOW + key))
            .build();
    MetadataKind ofRequest =
        MetadataKind.newBuilder().setRequest(MetadataKind.Request.getDefaultInstance()).build();
    return CustomTag.newBuilder()
        .setTag(DRY_RUN + tag)
        .setMetadata(CustomTag.Metadata.newBuilder().setKind(ofRequest).setMetadataKey(path))
        .build();
  }
}
