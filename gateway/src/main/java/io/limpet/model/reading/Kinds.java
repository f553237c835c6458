package io.limpet.model.reading;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Findings;
import io.limpet.model.fields.Suggestion;
import io.limpet.model.gatewayapi.BackendTlsPolicyReader;
import io.limpet.model.gatewayapi.BackendTrafficPolicyReader;
import io.limpet.model.gatewayapi.GatewayClassReader;
import io.limpet.model.gatewayapi.KubernetesGatewayReader;
import io.limpet.model.gatewayapi.KubernetesRouteReader;
import io.limpet.model.gatewayapi.ListenerSetReader;
import io.limpet.model.gatewayapi.ReferenceGrantReader;
import io.limpet.model.istio.AuthorizationPolicyReader;
import io.limpet.model.istio.ClosedPolicyReader;
import io.limpet.model.istio.ConfigMapReader;
import io.limpet.model.istio.DestinationRuleReader;
import io.limpet.model.istio.EnvoyFilterReader;
import io.limpet.model.istio.GatewayReader;
import io.limpet.model.istio.RequestAuthenticationReader;
import io.limpet.model.istio.ServiceEntryReader;
import io.limpet.model.istio.TelemetryReader;
import io.limpet.model.istio.VirtualServiceReader;
import io.limpet.model.istio.WorkloadEntryReader;
import io.limpet.model.kubernetes.DeploymentReader;
import io.limpet.model.kubernetes.EndpointSliceReader;
import io.limpet.model.kubernetes.NamespaceReader;
import io.limpet.model.kubernetes.NodeReader;
import io.limpet.model.kubernetes.PodReader;
import io.limpet.model.kubernetes.SecretReader;
import io.limpet.model.kubernetes.ServiceReader;
import io.limpet.model.kubernetes.StatefulSetReader;
import io.limpet.model.tree.Mistake;
import io.limpet.model.tree.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one document as the resource that its `apiVersion` and `kind` say it is.
public final class Kinds {
  /// Istio's kinds for sidecars, waypoints, and the agents of workloads.
  private static final Set<String> NOT_OF_GATEWAYS =
      Set.of(
          "networking.istio.io/ProxyConfig",
          "networking.istio.io/Sidecar",
          "networking.istio.io/WorkloadGroup",
          "security.istio.io/PeerAuthentication");

  /// Kinds that there are, and whose names are much like those of others.
  private static final Set<String> LIKE_OTHERS =
      Set.of(
          "gateway.networking.k8s.io/BackendLBPolicy",
          "gateway.networking.k8s.io/BackendTrafficPolicy",
          "gateway.networking.k8s.io/UDPRoute");

  private final String source;
  private final String namespace;

  /// `source` names the text in problems; `namespace` is that of resources that name none.
  public Kinds(String source, String namespace) {
    this.source = source;
    this.namespace = namespace;
  }

  public Reading read(Value.Mapping document) {
    return read(document, List.of());
  }

  /// `mistakes` are those already found in the document's text.
  Reading read(Value.Mapping document, List<Mistake> mistakes) {
    Findings findings = new Findings(source);
    Fields fields = new Fields(document, "", findings);
    String apiVersion = fields.requiredText("apiVersion");
    String name = fields.requiredText("kind");
    Optional<Kind> kind = Kind.of(apiVersion, name);
    if (kind.isPresent() && fields.sound()) {
      return read(document, kind.get(), mistakes);
    }
    if (fields.sound()) {
      findings.about(nameOf(document, name, true));
      notRead(fields, apiVersion, name);
    }
    return new Reading.Unknown(findings.problems());
  }

  private Reading read(Value.Mapping document, Kind kind, List<Mistake> mistakes) {
    Findings findings = new Findings(source);
    Fields fields = new Fields(document, "", findings);
    String _ = fields.text("apiVersion");
    String _ = fields.text("kind");
    findings.about(nameOf(document, kind.words(), kind.namespaced()));
    mistakes.forEach(each -> findings.error(each.line(), each.path(), each.code(), each.message()));
    Metadata metadata =
        fields.requiredPart("metadata", each -> MetadataReader.read(each, kind, namespace));
    if (metadata == null) {
      return kind.guards()
          ? nameless(kind, document, findings)
          : new Reading.Unknown(findings.problems());
    }
    Object _ = fields.take("status");
    Resource resource = resource(kind, fields, metadata, new Origin(source, document.line()));
    fields.finish();
    boolean sound = fields.sound() && (mistakes.isEmpty() || !kind.guards());
    return resource != null && sound
        ? new Reading.Read(resource, document, findings.problems())
        : new Reading.Broken(
            new ResourceId(kind, metadata.namespace(), metadata.name()),
            findings.problems(),
            kind.guards() ? closed(kind, document, metadata) : null);
  }

  /// What stands for a policy in a text of which only its kind is known.
  static Reading unread(Kind kind, String source, String namespace) {
    Resource closed = ClosedPolicyReader.nameless(kind, namespace, source, new Origin(source, 0));
    return new Reading.Broken(
        closed.id(), List.of(), new Reading.Read(closed, Value.Mapping.of(Map.of()), List.of()));
  }

  private Reading nameless(Kind kind, Value.Mapping document, Findings findings) {
    Origin origin = new Origin(source, document.line());
    Resource closed = ClosedPolicyReader.nameless(kind, namespace, origin.toString(), origin);
    return new Reading.Broken(
        closed.id(), findings.problems(), new Reading.Read(closed, document, List.of()));
  }

  /// What stands for a policy that cannot be read.
  private Reading.Read closed(Kind kind, Value.Mapping document, Metadata metadata) {
    Origin origin = new Origin(source, document.line());
    return new Reading.Read(
        ClosedPolicyReader.read(kind, document, metadata, origin), document, List.of());
  }

  private static @Nullable Resource resource(
      Kind kind, Fields document, Metadata metadata, Origin origin) {
    return switch (kind) {
      case NAMESPACE -> NamespaceReader.read(document, metadata, origin);
      case NODE -> NodeReader.read(document, metadata, origin);
      case POD -> PodReader.read(document, metadata, origin);
      case CONFIG_MAP -> ConfigMapReader.read(document, metadata, origin);
      case SECRET -> SecretReader.read(document, metadata, origin);
      case SERVICE -> ServiceReader.read(document, metadata, origin);
      case ENDPOINT_SLICE -> EndpointSliceReader.read(document, metadata, origin);
      case DEPLOYMENT -> DeploymentReader.read(document, metadata, origin);
      case STATEFUL_SET -> StatefulSetReader.read(document, metadata, origin);
      case GATEWAY -> GatewayReader.read(document, metadata, origin);
      case VIRTUAL_SERVICE -> VirtualServiceReader.read(document, metadata, origin);
      case DESTINATION_RULE -> DestinationRuleReader.read(document, metadata, origin);
      case ENVOY_FILTER -> EnvoyFilterReader.read(document, metadata, origin);
      case SERVICE_ENTRY -> ServiceEntryReader.read(document, metadata, origin);
      case WORKLOAD_ENTRY -> WorkloadEntryReader.read(document, metadata, origin);
      case GATEWAY_CLASS -> GatewayClassReader.read(document, metadata, origin);
      case KUBERNETES_GATEWAY -> KubernetesGatewayReader.read(document, metadata, origin);
      case LISTENER_SET, X_LISTENER_SET -> ListenerSetReader.read(document, kind, metadata, origin);
      case HTTP_ROUTE -> KubernetesRouteReader.http(document, metadata, origin);
      case GRPC_ROUTE -> KubernetesRouteReader.grpc(document, metadata, origin);
      case TLS_ROUTE -> KubernetesRouteReader.tls(document, metadata, origin);
      case TCP_ROUTE -> KubernetesRouteReader.tcp(document, metadata, origin);
      case REFERENCE_GRANT -> ReferenceGrantReader.read(document, metadata, origin);
      case BACKEND_TLS_POLICY -> BackendTlsPolicyReader.read(document, metadata, origin);
      case BACKEND_TRAFFIC_POLICY -> BackendTrafficPolicyReader.read(document, metadata, origin);
      case AUTHORIZATION_POLICY -> AuthorizationPolicyReader.read(document, metadata, origin);
      case REQUEST_AUTHENTICATION -> RequestAuthenticationReader.read(document, metadata, origin);
      case TELEMETRY -> TelemetryReader.read(document, metadata, origin);
    };
  }

  /// What the document calls itself, for problems that come before its metadata is read.
  private String nameOf(Value.Mapping document, String kind, boolean namespaced) {
    String own = namespaced ? namespace : "";
    String name = "";
    if (document.get("metadata") instanceof Value.Mapping metadata) {
      name = metadata.get("name") instanceof Value.Text text ? text.value() : "";
      own = namespaced && metadata.get("namespace") instanceof Value.Text text ? text.value() : own;
    }
    return name.isEmpty() ? kind : kind + " " + (own.isEmpty() ? "" : own + "/") + name;
  }

  /// A document of another kind gives one warning, or an error where the kind is probably
  /// misspelt or of the wrong group.
  private static void notRead(Fields document, String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    List<Kind> kinds = List.of(Kind.values());
    List<String> inGroup =
        kinds.stream().filter(each -> each.group().equals(group)).map(Kind::text).toList();
    Optional<Kind> elsewhere = kinds.stream().filter(each -> each.text().equals(kind)).findFirst();
    Optional<String> meant = Suggestion.of(kind, inGroup);
    if (NOT_OF_GATEWAYS.contains(group + "/" + kind)) {
      document.warn(
          "kind",
          "kind-not-read",
          kind + " of " + apiVersion + " says nothing to a gateway; the document is left out");
    } else if (elsewhere.isPresent() && !inGroup.isEmpty()) {
      String right = elsewhere.get().group().isEmpty() ? "v1" : elsewhere.get().group() + "/v1";
      document.report(
          "apiVersion", "unknown-kind", apiVersion + " has no " + kind + "; write " + right);
    } else if (meant.isPresent() && !LIKE_OTHERS.contains(group + "/" + kind)) {
      document.report(
          "kind",
          "unknown-kind",
          apiVersion + " has no " + kind + "; did you mean " + meant.get() + "?");
    } else {
      document.warn(
          "kind",
          "kind-not-read",
          kind + " of " + apiVersion + " is not read by Limpet yet; the document is left out");
    }
  }
}
