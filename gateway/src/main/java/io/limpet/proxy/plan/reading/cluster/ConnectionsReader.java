package io.limpet.proxy.plan.reading.cluster;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.BindConfig;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.Connections.Heads;
import io.limpet.proxy.plan.Connections.KeepAlive;
import io.limpet.proxy.plan.Connections.Style;
import io.limpet.proxy.plan.reading.fields.BufferBytes;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.SocketAddresses;
import io.limpet.proxy.plan.reading.protocol.Http1Reader;
import io.limpet.proxy.plan.reading.protocol.Http2Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a cluster says of its connections: how they are opened, kept and used.
final class ConnectionsReader {
  /// The others are for the side that takes requests; `use_balsa_parser` names a parser of Envoy's,
  /// not a behaviour.
  private static final Set<String> KNOWN_HTTP1 =
      Set.of(
          "allow_chunked_length",
          "enable_trailers",
          "header_key_format",
          "send_fully_qualified_url",
          "use_balsa_parser");

  private static final Set<String> KNOWN_COMMON =
      Set.of(
          "idle_timeout",
          "max_connection_duration",
          "max_stream_duration",
          "max_requests_per_connection",
          "max_response_headers_kb",
          "max_headers_count");

  private final Cluster cluster;
  private final UpstreamHttp http;
  private final Place place;

  private ConnectionsReader(Cluster cluster, UpstreamHttp http, Place place) {
    this.cluster = cluster;
    this.http = http;
    this.place = place;
  }

  static Connections read(Cluster cluster, UpstreamHttp http, Place place) {
    return new ConnectionsReader(cluster, http, place).read();
  }

  private Connections read() {
    var common = http.options().getCommonHttpProtocolOptions();
    http.commonPlace().onlyKnows(common, KNOWN_COMMON);
    Http1ProtocolOptions http1 = http.http1();
    http.http1Place().onlyKnows(http1, KNOWN_HTTP1);
    Connections usual = Connections.DEFAULT;
    return new Connections(
        connectMillis(),
        millis(common.hasIdleTimeout(), common.getIdleTimeout(), usual.idleMillis()),
        millis(common.hasMaxConnectionDuration(), common.getMaxConnectionDuration(), 0),
        millis(common.hasMaxStreamDuration(), common.getMaxStreamDuration(), 0),
        Math.max(common.getMaxRequestsPerConnection().getValue(), 0),
        BufferBytes.read(cluster.getPerConnectionBufferLimitBytes()),
        new Heads(
            common.hasMaxResponseHeadersKb()
                ? headBytes(common.getMaxResponseHeadersKb().getValue())
                : usual.heads().bytes(),
            common.hasMaxResponseHeadersKb()
                ? headBytes(common.getMaxResponseHeadersKb().getValue())
                : usual.heads().http2Bytes(),
            common.hasMaxHeadersCount()
                ? common.getMaxHeadersCount().getValue()
                : usual.heads().count(),
            http1.getAllowChunkedLength()),
        style(http1),
        http.protocol(),
        Http2Reader.read(http.http2(), http.http2Place()),
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
      throw http.commonPlace().at("max_response_headers_kb").refused("must be from 1 to 8192");
    }
    return kib << 10;
  }

  private Style style(Http1ProtocolOptions options) {
    return new Style(
        options.getEnableTrailers(),
        options.getSendFullyQualifiedUrl(),
        Http1Reader.headerCase(
            options.getHeaderKeyFormat(), http.http1Place().at("header_key_format")));
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
    at.at("source_address").onlyKnows(address, SocketAddresses.KNOWN);
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(address.getAddress()), address.getPortValue());
    } catch (IllegalArgumentException e) {
      throw at.at("source_address").refused("\"" + address.getAddress() + "\" is no IP address");
    }
  }
}
