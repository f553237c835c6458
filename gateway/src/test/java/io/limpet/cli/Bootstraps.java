package io.limpet.cli;

import io.limpet.TestAuthority;

/// Envoy's configuration for gateways of tests.
final class Bootstraps {
  private static final String ROUTED =
      """
      static_resources:
        listeners:
        - name: l
          address: {socket_address: {address: 127.0.0.1, port_value: LISTENER}}
          filter_chains:
          - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": "type.googleapis.com/envoy.extensions.filters.network.\
      http_connection_manager.v3.HttpConnectionManager"
                stat_prefix: l
                drain_timeout: 1s
                route_config:
                  name: r
                  virtual_hosts:
                  - {name: v, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: c}}]}
                http_filters:
                - name: envoy.filters.http.router
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
        clusters:
        - name: c
          type: STATIC
          connect_timeout: 1s
          load_assignment:
            cluster_name: c
            endpoints:
            - lb_endpoints:
              - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: ENDPOINT}}}
      """;

  private static final String RELAY =
      """
        - name: m
          address: {socket_address: {address: 127.0.0.1, port_value: LISTENER}}
          filter_chains:
          - filters:
            - name: envoy.filters.network.tcp_proxy
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                stat_prefix: m
                cluster: c
      """;

  private static final String QUIC =
      """
        - name: q
          address: {socket_address: {protocol: UDP, address: 127.0.0.1, port_value: LISTENER}}
          udp_listener_config: {quic_options: {}}
          filter_chains:
          - transport_socket:
              name: envoy.transport_sockets.quic
              typed_config:
                "@type": "type.googleapis.com/envoy.extensions.transport_sockets.quic.v3.\
      QuicDownstreamTransport"
                downstream_tls_context:
                  common_tls_context:
                    tls_certificates:
                    - {certificate_chain: {filename: FOLDER/server.pem}, private_key: {filename: FOLDER/server.key}}
            filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": "type.googleapis.com/envoy.extensions.filters.network.\
      http_connection_manager.v3.HttpConnectionManager"
                codec_type: HTTP3
                stat_prefix: q
                drain_timeout: 1s
                route_config:
                  name: q
                  virtual_hosts:
                  - {name: v, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: c}}]}
                http_filters:
                - name: envoy.filters.http.router
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
      """;

  private static final String ROUTES =
      """
                  virtual_hosts:
                  - {name: v, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: c}}]}
      """;

  private static final String UPGRADED =
      """
                  virtual_hosts:
                  - name: v
                    domains: ["*"]
                    routes:
                    - match: {connect_matcher: {}}
                      route:
                        cluster: c
                        upgrade_configs: [{upgrade_type: CONNECT, connect_config: {}}]
                    - {match: {prefix: /}, route: {cluster: c}}
                upgrade_configs: [{upgrade_type: websocket}]
                http2_protocol_options: {allow_connect: true}
      """;

  private Bootstraps() {}

  /// One listener, whose requests all go to the endpoint; both on the loopback interface.
  static String routed(int listener, int endpoint) {
    return ROUTED
        .replace("LISTENER", String.valueOf(listener))
        .replace("ENDPOINT", String.valueOf(endpoint));
  }

  /// The same with WebSockets, and tunnels that end at the gateway.
  static String upgraded(int listener, int endpoint) {
    return routed(listener, endpoint).replace(ROUTES, UPGRADED);
  }

  /// That of `routed` with a second listener, which speaks HTTP/3.
  static String withQuic(String routed, int listener) {
    String quic =
        QUIC.replace("LISTENER", String.valueOf(listener))
            .replace("FOLDER", TestAuthority.get().folder().toString());
    return routed.replace("  clusters:", quic + "  clusters:");
  }

  /// That of `routed` with a second listener, which relays bytes to the endpoint.
  static String withRelay(String routed, int listener) {
    String relay = RELAY.replace("LISTENER", String.valueOf(listener));
    return routed.replace("  clusters:", relay + "  clusters:");
  }
}
