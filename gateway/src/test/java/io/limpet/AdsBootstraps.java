package io.limpet;

/// What an Envoy is started with that asks a control plane on this machine for all the rest.
public final class AdsBootstraps {
  private AdsBootstraps() {}

  /// `api` is GRPC (whole lists) or DELTA_GRPC (differences).
  public static String of(String id, String api, int port) {
    return """
    node: {id: %s, cluster: test}
    dynamic_resources:
      ads_config:
        api_type: %s
        transport_api_version: V3
        grpc_services: [{envoy_grpc: {cluster_name: xds}}]
      cds_config: {ads: {}, resource_api_version: V3}
      lds_config: {ads: {}, resource_api_version: V3}
    static_resources:
      clusters:
      - name: xds
        type: STATIC
        connect_timeout: 1s
        typed_extension_protocol_options:
          envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
            "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
            explicit_http_config: {http2_protocol_options: {}}
        load_assignment:
          cluster_name: xds
          endpoints:
          - lb_endpoints:
            - endpoint:
                address: {socket_address: {address: 127.0.0.1, port_value: %d}}
    """
        .formatted(id, api, port);
  }
}
