package io.limpet.xds.translate;

/// Pieces of YAML that many tests are put together from.
final class Shop {
  /// A Gateway on port 80 for every host.
  static final String GATEWAY =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: gateway, namespace: default}
      spec:
        selector: {istio: ingressgateway}
        servers:
        - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
      ---
      """;

  private Shop() {}

  /// A Service with port 80, with more metadata such as `labels: {…}`.
  static String service(String name, String metadata) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s, namespace: default, %s}
    spec: {selector: {app: %s}, ports: [{name: http, port: 80, targetPort: 8080}]}
    ---
    """
        .formatted(name, metadata, name);
  }

  static String cookieService(String name, String cookie) {
    return service(name, "labels: {istio.io/persistent-session: '" + cookie + "'}");
  }

  static String headerService(String name, String header) {
    return service(name, "labels: {istio.io/persistent-session-header: '" + header + "'}");
  }

  /// A slice with one endpoint for each text of conditions, from 10.0.0.1 on.
  static String slice(String service, String... conditions) {
    StringBuilder slice =
        new StringBuilder(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: %s-1
              namespace: default
              labels: {kubernetes.io/service-name: %s}
            addressType: IPv4
            ports: [{name: http, port: 8080, protocol: TCP}]
            endpoints:
            """
                .formatted(service, service));
    for (int i = 0; i < conditions.length; i++) {
      slice.append(
          "- {addresses: [10.0.0.%d], conditions: {%s}}\n".formatted(i + 1, conditions[i]));
    }
    return slice.append("---\n").toString();
  }

  /// A VirtualService for `hosts` whose `http` is given in flow style.
  static String routes(String name, String hosts, String http) {
    return """
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: %s, namespace: default}
    spec: {hosts: [%s], gateways: [gateway], http: %s}
    ---
    """
        .formatted(name, hosts, http);
  }

  /// One rule, with the destinations given in flow style, for `*`.
  static String routeTo(String destinations) {
    return routes("shop", "'*'", "[{route: " + destinations + "}]");
  }

  static String rule(String name, String namespace, String spec) {
    return """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: %s, namespace: %s}
    spec: %s
    ---
    """
        .formatted(name, namespace, spec);
  }
}
