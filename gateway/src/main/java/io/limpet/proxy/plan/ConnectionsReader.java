package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;
import io.limpet.proxy.plan.Connections.Heads;
import io.limpet.proxy.plan.Connections.KeepAlive;
import io.limpet.proxy.plan.Connections.Protocol;
import io.limpet.proxy.plan.Connections.Style;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a cluster says of its connections: how they are opened, kept and used.
final class ConnectionsReader {
  private static final String OTHER_PROTOCOL =
      "is not spoken with endpoints, which are spoken to in HTTP/1.1; give http2_protocol_options";

  private static final String HTTP1 = "http_protocol_options";
  private static final String HTTP2 = "http2_protocol_options";
  private static final String HTTP_OPTIONS =
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  private final Cluster cluster;
  /// The others are for the side that takes requests; `use_balsa_parser` names a parser of Envoy's,
  /// not a behaviour.
  private static final Set<String> KNOWN_HTTP1 =
      Set.of(
          "allow_chunked_length",
          "enable_trailers",
          "header_key_format",
          "send_fully_qualified_url",
          "use_balsa_parser");

  private final Place place;

  private ConnectionsReader(Cluster cluster, Place place) {
    this.cluster = cluster;
    this.place = place;
  }

  static Connections read(Cluster cluster, Place place) {
    return new ConnectionsReader(cluster, place).read();
  }

  private Connections read() {
    HttpProtocolOptions options = options();
    var common = options.getCommonHttpProtocolOptions();
    Connections usual = Connections.DEFAULT;
    return new Connections(
        connectMillis(),
        millis(common.hasIdleTimeout(), common.getIdleTimeout(), usual.idleMillis()),
        millis(common.hasMaxConnectionDuration(), common.getMaxConnectionDuration(), 0),
        millis(common.hasMaxStreamDuration(), common.getMaxStreamDuration(), 0),
        Math.max(common.getMaxRequestsPerConnection().getValue(), 0),
        new Heads(
            common.hasMaxResponseHeadersKb()
                ? headBytes(common.getMaxResponseHeadersKb().getValue())
                : usual.heads().bytes(),
            common.hasMaxHeadersCount()
                ? common.getMaxHeadersCount().getValue()
                : usual.heads().count(),
            http1(options).getAllowChunkedLength()),
        style(http1(options)),
        protocol(options),
        http2(options),
        keepAlive(),
        source());
  }

  private long connectMillis() {
    if (!cluster.hasConnectTimeout()) {
      return Connections.DEFAULT.connectMillis();
    }
    if (Durations.toNanos(cluster.getConnectTimeout()) <= 0) {
      throw place.at("connect_timeout").refused("must be more than 0s");
    }
    return Math.max(1, Durations.toMillis(cluster.getConnectTimeout()));
  }

  private static long millis(boolean set, Duration duration, long otherwise) {
    return set ? Durations.toMillis(duration) : otherwise;
  }

  private int headBytes(int kib) {
    if (kib < 1 || kib > 8192) {
      throw place
          .at("typed_extension_protocol_options.common_http_protocol_options")
          .at("max_response_headers_kb")
          .refused("must be from 1 to 8192");
    }
    return kib << 10;
  }

  private HttpProtocolOptions options() {
    @Nullable Any any = cluster.getTypedExtensionProtocolOptionsMap().get(HTTP_OPTIONS);
    if (any == null) {
      return HttpProtocolOptions.getDefaultInstance();
    }
    Place at = place.at("typed_extension_protocol_options");
    HttpProtocolOptions options = at.unpack(any, HttpProtocolOptions.class);
    at.onlyKnows(
        options,
        Set.of(
            "common_http_protocol_options",
            "explicit_http_config",
            "upstream_http_protocol_options", // names for TLS: TransportSockets
            "use_downstream_protocol_config",
            "auto_config"));
    at.at("common_http_protocol_options")
        .onlyKnows(
            options.getCommonHttpProtocolOptions(),
            Set.of(
                "idle_timeout",
                "max_connection_duration",
                "max_stream_duration",
                "max_requests_per_connection",
                "max_response_headers_kb",
                "max_headers_count"));
    checkProtocol(options, at);
    at.at("http_protocol_options").onlyKnows(http1(options), KNOWN_HTTP1);
    return options;
  }

  /// Endpoints are not spoken to in HTTP/3; without its options, they are in HTTP/2 for clients of
  /// HTTP/3 (Envoy: upstream_impl.cc, `upstreamHttpProtocol`).
  private void checkProtocol(HttpProtocolOptions options, Place place) {
    switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> checkExplicit(options, place.at("explicit_http_config"));
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          place
              .at("use_downstream_protocol_config")
              .onlyKnows(options.getUseDownstreamProtocolConfig(), Set.of(HTTP1, HTTP2));
      case AUTO_CONFIG -> {
        if (TransportSockets.isPlainText(cluster)) {
          throw place
              .at("auto_config")
              .refused("needs a transport socket with ALPN; use explicit_http_config");
        }
      }
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET ->
          throw place.refused(
              "says not what is spoken; give explicit_http_config: {http_protocol_options: {}}");
    }
  }

  private static void checkExplicit(HttpProtocolOptions options, Place place) {
    ExplicitHttpConfig config = options.getExplicitHttpConfig();
    switch (config.getProtocolConfigCase()) {
      case HTTP_PROTOCOL_OPTIONS -> place.onlyKnows(config, Set.of(HTTP1));
      case HTTP2_PROTOCOL_OPTIONS -> place.onlyKnows(config, Set.of(HTTP2));
      case HTTP3_PROTOCOL_OPTIONS -> place.at("http3_protocol_options").ignored(OTHER_PROTOCOL);
      case PROTOCOLCONFIG_NOT_SET ->
          throw place.refused("says not what is spoken; give http_protocol_options");
    }
  }

  private static Protocol protocol(HttpProtocolOptions options) {
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG ->
          options.getExplicitHttpConfig().hasHttp2ProtocolOptions()
              ? Protocol.HTTP2
              : Protocol.HTTP1;
      case USE_DOWNSTREAM_PROTOCOL_CONFIG -> Protocol.DOWNSTREAM;
      case AUTO_CONFIG, UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Protocol.HTTP1;
    };
  }

  private Http2Plan http2(HttpProtocolOptions options) {
    Place at = place.at("typed_extension_protocol_options");
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG ->
          Http2Reader.read(
              options.getExplicitHttpConfig().getHttp2ProtocolOptions(),
              at.at("explicit_http_config").at(HTTP2));
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          Http2Reader.read(
              options.getUseDownstreamProtocolConfig().getHttp2ProtocolOptions(),
              at.at("use_downstream_protocol_config").at(HTTP2));
      case AUTO_CONFIG, UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Http2Plan.DEFAULT;
    };
  }

  private Style style(Http1ProtocolOptions options) {
    Place at = place.at("typed_extension_protocol_options.http_protocol_options");
    return new Style(
        options.getEnableTrailers(),
        options.getSendFullyQualifiedUrl(),
        Http1Reader.headerCase(options.getHeaderKeyFormat(), at.at("header_key_format")));
  }

  private static Http1ProtocolOptions http1(HttpProtocolOptions options) {
    return switch (options.getUpstreamProtocolOptionsCase()) {
      case EXPLICIT_HTTP_CONFIG -> options.getExplicitHttpConfig().getHttpProtocolOptions();
      case USE_DOWNSTREAM_PROTOCOL_CONFIG ->
          options.getUseDownstreamProtocolConfig().getHttpProtocolOptions();
      case AUTO_CONFIG -> options.getAutoConfig().getHttpProtocolOptions();
      case UPSTREAMPROTOCOLOPTIONS_NOT_SET -> Http1ProtocolOptions.getDefaultInstance();
    };
  }

  private KeepAlive keepAlive() {
    var options = cluster.getUpstreamConnectionOptions();
    Place at = place.at("upstream_connection_options");
    at.onlyKnows(options, Set.of("tcp_keepalive"));
    if (!options.hasTcpKeepalive()) {
      return KeepAlive.OFF;
    }
    TcpKeepalive message = options.getTcpKeepalive();
    at.at("tcp_keepalive")
        .onlyKnows(message, Set.of("keepalive_probes", "keepalive_time", "keepalive_interval"));
    return new KeepAlive(
        true,
        message.getKeepaliveProbes().getValue(),
        message.getKeepaliveTime().getValue(),
        message.getKeepaliveInterval().getValue());
  }

  private @Nullable InetSocketAddress source() {
    if (!cluster.hasUpstreamBindConfig()) {
      return null;
    }
    BindConfig bind = cluster.getUpstreamBindConfig();
    Place at = place.at("upstream_bind_config");
    at.onlyKnows(bind, Set.of("source_address"));
    SocketAddress address = bind.getSourceAddress();
    at.at("source_address").onlyKnows(address, EndpointReader.KNOWN_OF_ADDRESS);
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(address.getAddress()), address.getPortValue());
    } catch (IllegalArgumentException e) {
      throw at.at("source_address").refused("\"" + address.getAddress() + "\" is no IP address");
    }
  }
}
