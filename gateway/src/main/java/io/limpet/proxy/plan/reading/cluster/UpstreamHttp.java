package io.limpet.proxy.plan.reading.cluster;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.ClusterProtocolSelection;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.AutoHttpConfig;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;
import io.limpet.proxy.plan.Connections.Protocol;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.transport.TransportSockets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a cluster says that HTTP is spoken with its endpoints, and where it says so: in
/// `typed_extension_protocol_options`, or, where nothing of it is there, in fields that clusters
/// had before (`older`), which then mean the same (Envoy: upstream_impl.cc, createOptions).
record UpstreamHttp(HttpProtocolOptions options, Place place, boolean older) {
  private static final String OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
  private static final String COMMON = "common_http_protocol_options";
  private static final String NAMES = "upstream_http_protocol_options";
  private static final String HTTP1 = "http_protocol_options";
  private static final String HTTP2 = "http2_protocol_options";
  private static final String HTTP3 = "http3_protocol_options";
  private static final String EXPLICIT = "explicit_http_config";
  private static final String DOWNSTREAM = "use_downstream_protocol_config";
  private static final String AUTO = "auto_config";

  private static final String NO_HTTP3 =
      "is not spoken with endpoints, which are spoken to in HTTP/1.1; give http2_protocol_options";

  /// Of a cluster's own fields.
  static final Set<String> OLDER = Set.of(COMMON, NAMES, HTTP1, HTTP2, "protocol_selection");

  static UpstreamHttp read(Cluster cluster, Place place) {
    @Nullable Any any = cluster.getTypedExtensionProtocolOptionsMap().get(OPTIONS);
    if (any == null) {
      return new UpstreamHttp(older(cluster, place), place, true);
    }
    for (FieldDescriptor field : cluster.getAllFields().keySet()) {
      if (OLDER.contains(field.getName())) {
        place
            .at(field.getName())
            .ignored("is not heard beside typed_extension_protocol_options; move it there");
      }
    }
    Place at = place.at("typed_extension_protocol_options");
    UpstreamHttp typed = new UpstreamHttp(at.unpack(any, HttpProtocolOptions.class), at, false);
    typed.check(cluster);
    return typed;
  }

  @SuppressWarnings("deprecation") // the older fields, which Envoy still reads
  private static HttpProtocolOptions older(Cluster cluster, Place place) {
    HttpProtocolOptions.Builder options =
        HttpProtocolOptions.newBuilder()
            .setCommonHttpProtocolOptions(cluster.getCommonHttpProtocolOptions())
            .setUpstreamHttpProtocolOptions(cluster.getUpstreamHttpProtocolOptions());
    if (cluster.getProtocolSelection() == ClusterProtocolSelection.USE_DOWNSTREAM_PROTOCOL) {
      options
          .getUseDownstreamProtocolConfigBuilder()
          .setHttpProtocolOptions(cluster.getHttpProtocolOptions())
          .setHttp2ProtocolOptions(cluster.getHttp2ProtocolOptions());
    } else if (!cluster.hasHttp2ProtocolOptions()) {
      options
          .getExplicitHttpConfigBuilder()
          .setHttpProtocolOptions(cluster.getHttpProtocolOptions());
    } else if (!cluster.hasHttpProtocolOptions()) {
      options
          .getExplicitHttpConfigBuilder()
          .setHttp2ProtocolOptions(cluster.getHttp2ProtocolOptions());
    } else {
      throw place
          .at(HTTP2)
          .refused(
              "may not stand beside http_protocol_options but with protocol_selection:"
                  + " USE_DOWNSTREAM_PROTOCOL; keep one of them");
    }
    return options.build();
  }

  private void check(Cluster cluster) {
    place.onlyKnows(options, Set.of(COMMON, NAMES, EXPLICIT, DOWNSTREAM, AUTO));
    switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> checkExplicit();
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          place
              .at(DOWNSTREAM)
              .onlyKnows(options.getUseDownstreamProtocolConfig(), Set.of(HTTP1, HTTP2));
      case AUTO_CONFIG -> checkAuto(cluster);
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET ->
          throw place.refused(
              "says not what is spoken; give explicit_http_config: {http_protocol_options: {}}");
    }
  }

  private void checkExplicit() {
    Place at = place.at(EXPLICIT);
    ExplicitHttpConfig config = options.getExplicitHttpConfig();
    switch (config.getProtocolConfigCase()) {
      case HTTP_PROTOCOL_OPTIONS -> at.onlyKnows(config, Set.of(HTTP1));
      case HTTP2_PROTOCOL_OPTIONS -> at.onlyKnows(config, Set.of(HTTP2));
      case HTTP3_PROTOCOL_OPTIONS -> at.at(HTTP3).ignored(NO_HTTP3);
      case PROTOCOLCONFIG_NOT_SET ->
          throw at.refused("says not what is spoken; give http_protocol_options");
    }
  }

  private void checkAuto(Cluster cluster) {
    Place at = place.at(AUTO);
    if (!TransportSockets.allHaveAlpn(cluster)) {
      throw at.refused("needs transport sockets with ALPN; use explicit_http_config");
    }
    AutoHttpConfig config = options.getAutoConfig();
    at.onlyKnows(config, Set.of(HTTP1, HTTP2, HTTP3));
    if (config.hasHttp3ProtocolOptions()) {
      at.at(HTTP3).ignored("is not spoken with endpoints, but HTTP/2 or HTTP/1.1; remove it");
    }
  }

  /// Without HTTP/3's options, endpoints are spoken to in HTTP/2 for clients of HTTP/3 (Envoy:
  /// upstream_impl.cc, `upstreamHttpProtocol`).
  Protocol protocol() {
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG ->
          options.getExplicitHttpConfig().hasHttp2ProtocolOptions()
              ? Protocol.HTTP2
              : Protocol.HTTP1;
      case USE_DOWNSTREAM_PROTOCOL_CONFIG -> Protocol.DOWNSTREAM;
      case AUTO_CONFIG -> Protocol.AUTO;
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> throw new IllegalStateException("was refused");
    };
  }

  Http1ProtocolOptions http1() {
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> options.getExplicitHttpConfig().getHttpProtocolOptions();
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          options.getUseDownstreamProtocolConfig().getHttpProtocolOptions();
      case AUTO_CONFIG -> options.getAutoConfig().getHttpProtocolOptions();
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Http1ProtocolOptions.getDefaultInstance();
    };
  }

  Place http1Place() {
    return ofVersions().at(HTTP1);
  }

  Http2ProtocolOptions http2() {
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> options.getExplicitHttpConfig().getHttp2ProtocolOptions();
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          options.getUseDownstreamProtocolConfig().getHttp2ProtocolOptions();
      case AUTO_CONFIG -> options.getAutoConfig().getHttp2ProtocolOptions();
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Http2ProtocolOptions.getDefaultInstance();
    };
  }

  Place http2Place() {
    return ofVersions().at(HTTP2);
  }

  private Place ofVersions() {
    return older
        ? place
        : switch (options.getUpstreamProtocolOptionsCase()) {
          case EXPLICIT_HTTP_CONFIG -> place.at(EXPLICIT);
          case USE_DOWNSTREAM_PROTOCOL_CONFIG -> place.at(DOWNSTREAM);
          case AUTO_CONFIG -> place.at(AUTO);
          case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> place;
        };
  }

  Place commonPlace() {
    return place.at(COMMON);
  }

  /// Of names in TLS.
  UpstreamHttpProtocolOptions names() {
    UpstreamHttpProtocolOptions names = options.getUpstreamHttpProtocolOptions();
    place.at(NAMES).onlyKnows(names, Set.of("auto_sni", "auto_san_validation"));
    return names;
  }
}
