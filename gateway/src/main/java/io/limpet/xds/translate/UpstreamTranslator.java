package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.UpstreamConnectionOptions;
import io.envoyproxy.envoy.config.common.matcher.v3.MatchPredicate;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.envoyproxy.envoy.config.core.v3.TcpKeepalive;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.limpet.mesh.Cluster.Discovery;
import io.limpet.mesh.Cluster.Ejection;
import io.limpet.mesh.Cluster.Http2KeepAlive;
import io.limpet.mesh.Cluster.Keepalive;
import io.limpet.mesh.Cluster.Protocol;
import io.limpet.mesh.Cluster.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The connections to a cluster's endpoints. Options that equal Envoy's defaults are left out, as
/// istiod does.
final class UpstreamTranslator {
  private static final String OPTIONS = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(10);

  private UpstreamTranslator() {}

  static void apply(Cluster.Builder message, io.limpet.mesh.Cluster cluster) {
    Upstream upstream = cluster.upstream();
    if (upstream.keepalive() != null) {
      message.setUpstreamConnectionOptions(
          UpstreamConnectionOptions.newBuilder().setTcpKeepalive(keepalive(upstream.keepalive())));
    }
    HttpProtocolOptions common = common(upstream);
    boolean hasCommon =
        !common.equals(HttpProtocolOptions.getDefaultInstance())
            || upstream.concurrentStreams() > 0; // for which istiod writes an empty one
    List<Integer> codes = codes(cluster.ejection());
    boolean needed =
        hasCommon
            || !codes.isEmpty()
            || upstream.protocol() != Protocol.HTTP1
            || upstream.preservesCase();
    Optional<UpstreamHttpProtocolOptions> byHost = byHost(cluster, needed);
    if (!needed && byHost.isEmpty()) {
      return;
    }
    var options = io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.newBuilder();
    if (hasCommon) {
      options.setCommonHttpProtocolOptions(common);
    }
    if (!codes.isEmpty()) {
      options.getOutlierDetectionBuilder().setErrorMatcher(errorMatcher(codes));
    }
    byHost.ifPresent(options::setUpstreamHttpProtocolOptions);
    protocol(options, upstream);
    message.putTypedExtensionProtocolOptions(OPTIONS, Any.pack(options.build()));
  }

  /// What is said of the host that was asked for. A cluster that looks hosts up needs it among any
  /// options, and without options has it by itself.
  private static Optional<UpstreamHttpProtocolOptions> byHost(
      io.limpet.mesh.Cluster cluster, boolean needed) {
    if (cluster.discovery() instanceof Discovery.Forward forward) {
      boolean ownTls = cluster.tls() != null && !cluster.tls().mesh();
      return needed || ownTls ? Optional.of(Lookups.verified(forward)) : Optional.empty();
    }
    return TlsTranslator.byHost(cluster.tls());
  }

  private static List<Integer> codes(@Nullable Ejection ejection) {
    return ejection == null ? List.of() : ejection.errorCodes();
  }

  private static void protocol(
      io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.Builder options,
      Upstream upstream) {
    switch (upstream.protocol()) {
      case HTTP1 -> options.getExplicitHttpConfigBuilder().setHttpProtocolOptions(http1(upstream));
      case HTTP2 -> options.getExplicitHttpConfigBuilder().setHttp2ProtocolOptions(http2(upstream));
      case AS_CALLER ->
          options
              .getUseDownstreamProtocolConfigBuilder()
              .setHttpProtocolOptions(http1(upstream))
              .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance());
    }
  }

  private static Http1ProtocolOptions http1(Upstream upstream) {
    return upstream.preservesCase()
        ? Messages.PRESERVES_CASE
        : Http1ProtocolOptions.getDefaultInstance();
  }

  private static Http2ProtocolOptions http2(Upstream upstream) {
    Http2ProtocolOptions.Builder http2 = Http2ProtocolOptions.newBuilder();
    if (upstream.concurrentStreams() > 0) {
      http2.setMaxConcurrentStreams(UInt32Value.of(upstream.concurrentStreams()));
    }
    if (upstream.http2KeepAlive() != null) {
      http2.setConnectionKeepalive(pings(upstream.http2KeepAlive()));
    }
    return http2.build();
  }

  /// Envoy demands a timeout.
  private static KeepaliveSettings pings(Http2KeepAlive written) {
    KeepaliveSettings.Builder pings =
        KeepaliveSettings.newBuilder()
            .setTimeout(
                Messages.duration(written.timeout() == null ? PING_TIMEOUT : written.timeout()));
    if (written.interval() != null) {
      pings.setInterval(Messages.duration(written.interval()));
    }
    return pings.build();
  }

  private static HttpProtocolOptions common(Upstream upstream) {
    HttpProtocolOptions.Builder common = HttpProtocolOptions.newBuilder();
    if (upstream.idleTimeout() != null) {
      common.setIdleTimeout(Messages.duration(upstream.idleTimeout()));
    }
    if (upstream.maximumConnectionDuration() != null) {
      common.setMaxConnectionDuration(Messages.duration(upstream.maximumConnectionDuration()));
    }
    if (upstream.requestsPerConnection() > 0) {
      common.setMaxRequestsPerConnection(UInt32Value.of(upstream.requestsPerConnection()));
    }
    return common.build();
  }

  private static MatchPredicate errorMatcher(List<Integer> codes) {
    MatchPredicate.MatchSet.Builder any = MatchPredicate.MatchSet.newBuilder();
    for (int code : codes) {
      any.addRules(
          MatchPredicate.newBuilder()
              .setHttpResponseHeadersMatch(
                  io.envoyproxy.envoy.config.common.matcher.v3.HttpHeadersMatch.newBuilder()
                      .addHeaders(MatchTranslator.exact(":status", Integer.toString(code)))));
    }
    return MatchPredicate.newBuilder().setOrMatch(any).build();
  }

  private static TcpKeepalive keepalive(Keepalive keepalive) {
    TcpKeepalive.Builder message = TcpKeepalive.newBuilder();
    if (keepalive.probes() > 0) {
      message.setKeepaliveProbes(UInt32Value.of(keepalive.probes()));
    }
    if (keepalive.time() != null) {
      message.setKeepaliveTime(seconds(keepalive.time()));
    }
    if (keepalive.interval() != null) {
      message.setKeepaliveInterval(seconds(keepalive.interval()));
    }
    return message.build();
  }

  private static UInt32Value seconds(Duration duration) {
    return UInt32Value.of((int) duration.toSeconds());
  }
}
