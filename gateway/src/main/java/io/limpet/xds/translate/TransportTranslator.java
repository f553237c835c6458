package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.limpet.mesh.Cluster.ProxyProtocol;
import io.limpet.mesh.MeshOptions;

/// What carries the bytes to a cluster's endpoints (`applyUpstreamTLSSettings` and
/// `applyUpstreamProxyProtocol` in Istio's `core`).
final class TransportTranslator {
  private static final TransportSocket PLAIN =
      TransportSocket.newBuilder()
          .setName("envoy.transport_sockets.raw_buffer")
          .setTypedConfig(Any.pack(RawBuffer.getDefaultInstance()))
          .build();

  private final TlsTranslator tls;

  TransportTranslator(MeshOptions options) {
    this.tls = new TlsTranslator(options);
  }

  void apply(Cluster.Builder message, io.limpet.mesh.Cluster cluster) {
    if (cluster.tls() != null) {
      message.setTransportSocket(tls.socket(cluster.tls(), cluster.upstream().protocol()));
    }
    ProxyProtocol header = cluster.proxyProtocol();
    if (header == null) {
      return;
    }
    TransportSocket inner = cluster.tls() == null ? PLAIN : message.getTransportSocket();
    TransportSocket outer = beginning(header.version(), inner);
    if (header.asMatch()) {
      message.addTransportSocketMatches(
          Cluster.TransportSocketMatch.newBuilder()
              .setName("tlsMode-disabled")
              .setMatch(Struct.getDefaultInstance())
              .setTransportSocket(outer));
    } else {
      message.setTransportSocket(outer);
    }
  }

  private static TransportSocket beginning(ProxyProtocol.Version version, TransportSocket inner) {
    ProxyProtocolUpstreamTransport transport =
        ProxyProtocolUpstreamTransport.newBuilder()
            .setConfig(
                ProxyProtocolConfig.newBuilder()
                    .setVersion(
                        switch (version) {
                          case V1 -> ProxyProtocolConfig.Version.V1;
                          case V2 -> ProxyProtocolConfig.Version.V2;
                        }))
            .setTransportSocket(inner)
            .build();
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.upstream_proxy_protocol")
        .setTypedConfig(Any.pack(transport))
        .build();
  }
}
