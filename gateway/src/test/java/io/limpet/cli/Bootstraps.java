package io.limpet.cli;

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

  /// That of `routed` with a second listener, which relays bytes to the endpoint.
  static String withRelay(String routed, int listener) {
    String relay = RELAY.replace("LISTENER", String.valueOf(listener));
    return routed.replace("  clusters:", relay + "  clusters:");
  }
}
