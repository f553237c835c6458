package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.core.v3.UdpSocketConfig;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.QuicProtocolOptions;
import io.envoyproxy.envoy.config.listener.v3.UdpListenerConfig;
import io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.limpet.mesh.Feature;
import io.limpet.mesh.FilterChain;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.istio.ProxyConfig.GatewayTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The addresses of a gateway, and the chains of filters there (`buildGatewayListener` in Istio's
/// `core/listener.go`), without the filters that only Istio's own build of Envoy has.
final class ListenerTranslator {
  private static final String UNIX = "unix://";

  /// What Istio lets the inspector read at first.
  private static final int INSPECTED_BYTES = 512;

  private static final ListenerFilter TLS_INSPECTOR =
      ListenerFilter.newBuilder()
          .setName("envoy.filters.listener.tls_inspector")
          .setTypedConfig(
              Any.pack(
                  TlsInspector.newBuilder()
                      .setInitialReadBufferSize(UInt32Value.of(INSPECTED_BYTES))
                      .build()))
          .build();

  private static final ListenerFilter PROXY_PROTOCOL =
      ListenerFilter.newBuilder()
          .setName("envoy.filters.listener.proxy_protocol")
          .setTypedConfig(Any.pack(ProxyProtocol.getDefaultInstance()))
          .build();

  private static final UdpListenerConfig QUIC =
      UdpListenerConfig.newBuilder()
          .setQuicOptions(QuicProtocolOptions.getDefaultInstance())
          .setDownstreamSocketConfig(UdpSocketConfig.getDefaultInstance())
          .build();

  private final MeshOptions options;
  private final HttpManagerTranslator managers;
  private final TcpTranslator tcp;
  private final DownstreamTlsTranslator tls;

  ListenerTranslator(MeshOptions options) {
    this.options = options;
    this.managers = new HttpManagerTranslator(options);
    this.tcp = new TcpTranslator(options);
    this.tls = new DownstreamTlsTranslator(options);
  }

  Listener listener(io.limpet.mesh.Listener listener) {
    Listener.Builder message =
        Listener.newBuilder()
            .setName(listener.name())
            .setAddress(address(listener))
            .setTrafficDirection(TrafficDirection.OUTBOUND)
            .setMaxConnectionsToAcceptPerSocketEvent(UInt32Value.of(1))
            .addAllAccessLog(AccessLogTranslator.ofListener(options, listener.reporting()));
    Long buffer = options.connectionSettings().buffers().listener();
    if (buffer != null) {
      message.setPerConnectionBufferLimitBytes(ConnectionSettingsTranslator.count(buffer));
    }
    if (listener.quic()) {
      message.setUdpListenerConfig(QUIC);
    } else {
      message.addAllListenerFilters(inspectors(listener));
    }
    listener.chains().forEach(chain -> message.addFilterChains(chain(chain, listener)));
    return message.build();
  }

  private List<ListenerFilter> inspectors(io.limpet.mesh.Listener listener) {
    List<ListenerFilter> filters = new ArrayList<>();
    GatewayTopology topology = options.meshConfig().defaultConfig().gatewayTopology();
    if (topology != null && topology.proxyProtocol()) {
      filters.add(PROXY_PROTOCOL);
    }
    if (listener.chains().stream().anyMatch(ListenerTranslator::needsInspector)) {
      filters.add(TLS_INSPECTOR);
    }
    return filters;
  }

  /// The name that a client's TLS asks for, and its protocols, are known only to the inspector.
  /// istiod has it look also where any name will do.
  private static boolean needsInspector(FilterChain chain) {
    return chain.passesTls() || chain.tls() != null;
  }

  /// What has no port is a socket of the gateway's own machine (`BuildAddress` in Istio's
  /// `pilot/pkg/networking/util`).
  private static Address address(io.limpet.mesh.Listener listener) {
    Address.Builder message = Address.newBuilder();
    if (listener.port() == 0) {
      String path = listener.address();
      message
          .getPipeBuilder()
          .setPath(path.startsWith(UNIX) ? path.substring(UNIX.length()) : path);
    } else {
      message
          .getSocketAddressBuilder()
          .setProtocol(listener.quic() ? SocketAddress.Protocol.UDP : SocketAddress.Protocol.TCP)
          .setAddress(listener.address())
          .setPortValue(listener.port());
    }
    return message.build();
  }

  private io.envoyproxy.envoy.config.listener.v3.FilterChain chain(
      FilterChain chain, io.limpet.mesh.Listener listener) {
    var message =
        io.envoyproxy.envoy.config.listener.v3.FilterChain.newBuilder()
            .addAllFilters(filters(chain, listener));
    Duration wait = options.duration(Feature.PILOT_GATEWAY_TRANSPORT_SOCKET_CONNECT_TIMEOUT);
    if (!wait.isZero()) {
      message.setTransportSocketConnectTimeout(Messages.duration(wait));
    }
    if (!chain.match().equals(FilterChain.Match.ANY)) {
      message.setFilterChainMatch(
          FilterChainMatch.newBuilder()
              .addAllServerNames(chain.match().serverNames())
              .addAllApplicationProtocols(chain.match().applicationProtocols()));
    }
    if (chain.tls() != null) {
      message.setTransportSocket(
          listener.quic() ? tls.quicSocket(chain.tls()) : tls.socket(chain.tls()));
    }
    return message.build();
  }

  private List<Filter> filters(FilterChain chain, io.limpet.mesh.Listener listener) {
    return switch (chain.service()) {
      case FilterChain.Http http ->
          List.of(
              Filter.newBuilder()
                  .setName("envoy.filters.network.http_connection_manager")
                  .setTypedConfig(Any.pack(managers.manager(http, listener)))
                  .build());
      case FilterChain.Tcp proxy -> {
        List<Filter> all = new ArrayList<>();
        if (proxy.policed()) {
          listener
              .security()
              .connections()
              .forEach(each -> all.addAll(GuardTranslator.network(each)));
        }
        all.addAll(tcp.filters(proxy, listener.reporting()));
        yield all;
      }
    };
  }
}
