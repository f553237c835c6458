package io.limpet.model;

import java.util.Optional;

/// The kinds that Limpet reads, with the API group they belong to.
public enum Kind {
  NAMESPACE("Namespace", "", "namespaces", false),
  NODE("Node", "", "nodes", false),
  POD("Pod", "", "pods", true),
  CONFIG_MAP("ConfigMap", "", "configmaps", true),
  SECRET("Secret", "", "secrets", true),
  SERVICE("Service", "", "services", true),
  ENDPOINT_SLICE("EndpointSlice", "discovery.k8s.io", "endpointslices", true),
  DEPLOYMENT("Deployment", "apps", "deployments", true),
  STATEFUL_SET("StatefulSet", "apps", "statefulsets", true),
  GATEWAY("Gateway", "networking.istio.io", "gateways", true),
  VIRTUAL_SERVICE("VirtualService", "networking.istio.io", "virtualservices", true),
  DESTINATION_RULE("DestinationRule", "networking.istio.io", "destinationrules", true),
  ENVOY_FILTER("EnvoyFilter", "networking.istio.io", "envoyfilters", true),
  SERVICE_ENTRY("ServiceEntry", "networking.istio.io", "serviceentries", true),
  WORKLOAD_ENTRY("WorkloadEntry", "networking.istio.io", "workloadentries", true),
  AUTHORIZATION_POLICY("AuthorizationPolicy", "security.istio.io", "authorizationpolicies", true),
  REQUEST_AUTHENTICATION(
      "RequestAuthentication", "security.istio.io", "requestauthentications", true),
  TELEMETRY("Telemetry", "telemetry.istio.io", "telemetries", true),
  GATEWAY_CLASS("GatewayClass", "gateway.networking.k8s.io", "gatewayclasses", false),
  KUBERNETES_GATEWAY("Gateway", "gateway.networking.k8s.io", "gateways", true),
  LISTENER_SET("ListenerSet", "gateway.networking.k8s.io", "listenersets", true),
  X_LISTENER_SET("XListenerSet", "gateway.networking.x-k8s.io", "xlistenersets", true),
  HTTP_ROUTE("HTTPRoute", "gateway.networking.k8s.io", "httproutes", true),
  GRPC_ROUTE("GRPCRoute", "gateway.networking.k8s.io", "grpcroutes", true),
  TLS_ROUTE("TLSRoute", "gateway.networking.k8s.io", "tlsroutes", true),
  TCP_ROUTE("TCPRoute", "gateway.networking.k8s.io", "tcproutes", true),
  REFERENCE_GRANT("ReferenceGrant", "gateway.networking.k8s.io", "referencegrants", true),
  BACKEND_TLS_POLICY("BackendTLSPolicy", "gateway.networking.k8s.io", "backendtlspolicies", true),
  BACKEND_TRAFFIC_POLICY(
      "XBackendTrafficPolicy", "gateway.networking.x-k8s.io", "xbackendtrafficpolicies", true);

  private final String text;
  private final String group;
  private final String plural;
  private final boolean namespaced;

  Kind(String text, String group, String plural, boolean namespaced) {
    this.text = text;
    this.group = group;
    this.plural = plural;
    this.namespaced = namespaced;
  }

  /// The kind that a document's `apiVersion` and `kind` name; the version inside the group is not
  /// looked at.
  public static Optional<Kind> of(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    for (Kind each : values()) {
      if (each.text.equals(kind) && each.group.equals(group)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /// As written in a document's `kind`.
  public String text() {
    return text;
  }

  /// As people are shown it: the group is there too where two groups have the kind, as kubectl has
  /// it, and the less usual one is meant.
  public String words() {
    return this == KUBERNETES_GATEWAY ? text + "." + group : text;
  }

  /// The API group, empty for the core group.
  public String group() {
    return group;
  }

  /// As written in the API's paths.
  public String plural() {
    return plural;
  }

  /// Whether its resources guard others: one that cannot be read must not be taken for nothing.
  public boolean guards() {
    return this == AUTHORIZATION_POLICY || this == REQUEST_AUTHENTICATION;
  }

  public boolean namespaced() {
    return namespaced;
  }
}
