package io.limpet.xds.translate;

import com.google.protobuf.BoolValue;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.Tracing;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKey;
import io.envoyproxy.envoy.type.metadata.v3.MetadataKind;
import io.envoyproxy.envoy.type.tracing.v3.CustomTag;
import io.envoyproxy.envoy.type.v3.Percent;
import io.limpet.mesh.Feature;
import io.limpet.mesh.Listener;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import io.limpet.model.istio.ExtensionProvider.Skywalking;
import io.limpet.model.istio.ProxyConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tracing with the tags that Istio gives every span of a gateway (`core/tracing.go` in its pilot),
/// for one that says nothing of itself, and what the mesh asks for.
final class TracingTranslator {
  private static final String DRY_RUN = "istio.authorization.dry_run.";
  private static final String SHADOW = "istio_dry_run_";

  private static final int HUNDRED = 100;

  private TracingTranslator() {}

  /// Nothing where there are no spans.
  static Optional<Tracing> tracing(Listener listener, MeshOptions options) {
    String namespace = listener.gatewayNamespace();
    return switch (listener.reporting().spans()) {
      case Reporting.NoSpans() -> Optional.empty();
      case Reporting.SpansOfMesh() ->
          options.meshConfig().enableTracing()
              ? Optional.of(ofMesh(namespace, options))
              : Optional.empty();
      case Reporting.Sent sent -> Optional.of(sent(sent, listener, options));
    };
  }

  private static ProxyConfig.Tracing written(MeshOptions options) {
    ProxyConfig.@Nullable Tracing written = options.meshConfig().defaultConfig().tracing();
    return written == null ? ProxyConfig.Tracing.NONE : written;
  }

  private static Tracing ofMesh(String namespace, MeshOptions options) {
    ProxyConfig.Tracing asked = written(options);
    return sampled(sampling(asked, options))
        .addAllCustomTags(tags(asked.istioTags(), asked.customTags(), namespace))
        .mergeFrom(longest(asked.maxPathTagLength()))
        .build();
  }

  /// What a provider and Telemetries say counts before what the mesh says.
  private static Tracing sent(Reporting.Sent sent, Listener listener, MeshOptions options) {
    ProxyConfig.Tracing asked = written(options);
    Double percent = sent.sampling();
    List<ProxyConfig.Tag> own = sent.customTags();
    long most = SpanServerTranslator.maxTagLength(sent);
    Tracing.Builder tracing =
        sampled(percent == null ? sampling(asked, options) : percent)
            .setProvider(SpanServerTranslator.provider(sent, options.istioVersion()))
            .addAllCustomTags(
                tags(
                    sent.istioTags(),
                    own.isEmpty() ? asked.customTags() : own,
                    listener.gatewayNamespace()))
            .mergeFrom(longest(most == 0 ? asked.maxPathTagLength() : most));
    if (sent.provider() instanceof Skywalking
        || options.on(Feature.PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY)) {
      tracing.setSpawnUpstreamSpan(BoolValue.of(true));
    }
    return tracing.build();
  }

  private static Tracing.Builder sampled(double random) {
    return Tracing.newBuilder()
        .setClientSampling(percent(HUNDRED))
        .setRandomSampling(percent(random))
        .setOverallSampling(percent(HUNDRED));
  }

  private static List<CustomTag> tags(
      boolean istioTags, List<ProxyConfig.Tag> customTags, String namespace) {
    List<CustomTag> tags = new ArrayList<>(istioTags ? ofIstio(namespace) : List.of());
    customTags.forEach(tag -> tags.add(custom(tag)));
    tags.sort(Comparator.comparing(CustomTag::getTag));
    return tags;
  }

  private static Tracing longest(long pathTag) {
    return pathTag == 0
        ? Tracing.getDefaultInstance()
        : Tracing.newBuilder().setMaxPathTagLength(UInt32Value.of((int) pathTag)).build();
  }

  private static double sampling(ProxyConfig.Tracing asked, MeshOptions options) {
    Double written = asked.sampling();
    return written == null || written == 0 ? options.number(Feature.PILOT_TRACE_SAMPLING) : written;
  }

  private static List<CustomTag> ofIstio(String namespace) {
    return List.of(
        shadow("allow_policy.name", "allow_shadow_effective_policy_id"),
        shadow("allow_policy.result", "allow_shadow_engine_result"),
        shadow("deny_policy.name", "deny_shadow_effective_policy_id"),
        shadow("deny_policy.result", "deny_shadow_engine_result"),
        literal("istio.canonical_revision", "latest"),
        literal("istio.canonical_service", "unknown"),
        literal("istio.cluster_id", "Kubernetes"),
        literal("istio.mesh_id", "cluster.local"),
        literal("istio.namespace", namespace));
  }

  private static CustomTag custom(ProxyConfig.Tag tag) {
    return switch (tag) {
      case ProxyConfig.Tag.Literal(var name, var value) -> literal(name, value);
      case ProxyConfig.Tag.Environment(var name, var variable, var otherwise) ->
          CustomTag.newBuilder()
              .setTag(name)
              .setEnvironment(
                  CustomTag.Environment.newBuilder().setName(variable).setDefaultValue(otherwise))
              .build();
      case ProxyConfig.Tag.Header(var name, var header, var otherwise) ->
          CustomTag.newBuilder()
              .setTag(name)
              .setRequestHeader(
                  CustomTag.Header.newBuilder().setName(header).setDefaultValue(otherwise))
              .build();
    };
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
