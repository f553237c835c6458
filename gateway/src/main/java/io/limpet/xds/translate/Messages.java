package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions.HeaderKeyFormat;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.http.header_formatters.preserve_case.v3.PreserveCaseFormatterConfig;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.Route;
import java.time.Duration;

/// Pieces that several messages are made of.
final class Messages {
  /// "Over the stream that this came by", without a limit on the wait.
  static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setInitialFetchTimeout(com.google.protobuf.Duration.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  /// HTTP/1 whose headers are spelled as those of the other side were.
  static final Http1ProtocolOptions PRESERVES_CASE =
      Http1ProtocolOptions.newBuilder()
          .setHeaderKeyFormat(
              HeaderKeyFormat.newBuilder()
                  .setStatefulFormatter(
                      TypedExtensionConfig.newBuilder()
                          .setName("preserve_case")
                          .setTypedConfig(
                              Any.pack(PreserveCaseFormatterConfig.getDefaultInstance()))))
          .build();

  private Messages() {}

  static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  /// Where the resource stands in the Kubernetes API; Istio calls the API `v1` since 1.24.
  static String path(Route.ConfigSource source, IstioVersion version) {
    return "/apis/networking.istio.io/"
        + (version.atLeast(24) ? "v1" : "v1alpha3")
        + "/namespaces/"
        + source.namespace()
        + "/"
        + source.kind()
        + "/"
        + source.name();
  }

  static Metadata metadata(String filter, Struct fields) {
    return Metadata.newBuilder().putFilterMetadata(filter, fields).build();
  }
}
