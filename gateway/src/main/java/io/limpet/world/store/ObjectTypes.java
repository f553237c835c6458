package io.limpet.world.store;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The types of objects that are served: those known from the start, and one more for each unknown
/// kind that somebody applies.
///
/// Names and short names are those of Kubernetes' and Istio's own discovery documents.
public final class ObjectTypes {
  public static final ObjectType NAMESPACE = core("Namespace", "namespaces", false, "ns");
  public static final ObjectType NODE = core("Node", "nodes", false, "no");
  public static final ObjectType POD = core("Pod", "pods", true, "po");
  public static final ObjectType SERVICE = core("Service", "services", true, "svc");
  public static final ObjectType ENDPOINTS = core("Endpoints", "endpoints", true, "ep");
  public static final ObjectType DEPLOYMENT = apps("Deployment", "deployments", "deploy");
  public static final ObjectType REPLICA_SET = apps("ReplicaSet", "replicasets", "rs");
  public static final ObjectType STATEFUL_SET = apps("StatefulSet", "statefulsets", "sts");
  public static final ObjectType ENDPOINT_SLICE =
      new ObjectType(
          "discovery.k8s.io", List.of("v1"), "EndpointSlice", "endpointslices", true, List.of());

  public static final ObjectType DEFINITION =
      new ObjectType(
          "apiextensions.k8s.io",
          List.of("v1"),
          "CustomResourceDefinition",
          "customresourcedefinitions",
          false,
          List.of("crd", "crds"));

  private static final List<String> ISTIO_VERSIONS = List.of("v1", "v1beta1", "v1alpha3");

  private static final List<String> GATEWAY_API_VERSIONS =
      List.of("v1", "v1beta1", "v1alpha3", "v1alpha2");

  private static final List<ObjectType> KNOWN =
      List.of(
          NAMESPACE,
          NODE,
          POD,
          SERVICE,
          ENDPOINTS,
          core("ConfigMap", "configmaps", true, "cm"),
          core("Secret", "secrets", true),
          core("ServiceAccount", "serviceaccounts", true, "sa"),
          DEPLOYMENT,
          REPLICA_SET,
          STATEFUL_SET,
          ENDPOINT_SLICE,
          DEFINITION,
          istio("Gateway", "gateways", "gw"),
          istio("VirtualService", "virtualservices", "vs"),
          istio("DestinationRule", "destinationrules", "dr"),
          istio("ServiceEntry", "serviceentries", "se"),
          gatewayApi("Gateway", "gateways", true, "gtw"),
          gatewayApi("GatewayClass", "gatewayclasses", false, "gc"),
          gatewayApi("HTTPRoute", "httproutes", true),
          gatewayApi("GRPCRoute", "grpcroutes", true),
          gatewayApi("TLSRoute", "tlsroutes", true),
          gatewayApi("TCPRoute", "tcproutes", true),
          gatewayApi("ReferenceGrant", "referencegrants", true, "refgrant"),
          gatewayApi("BackendTLSPolicy", "backendtlspolicies", true, "btlspolicy"),
          gatewayApi("ListenerSet", "listenersets", true, "lset"),
          new ObjectType(
              "gateway.networking.x-k8s.io",
              List.of("v1alpha1"),
              "XListenerSet",
              "xlistenersets",
              true,
              List.of("xls")),
          new ObjectType(
              "gateway.networking.x-k8s.io",
              List.of("v1alpha1"),
              "XBackendTrafficPolicy",
              "xbackendtrafficpolicies",
              true,
              List.of("xbtrafficpolicy")),
          istio("EnvoyFilter", "envoyfilters"),
          policy("AuthorizationPolicy", "authorizationpolicies", "ap"),
          policy("RequestAuthentication", "requestauthentications", "ra"));

  // under the world's lock
  private final List<ObjectType> types = new ArrayList<>(KNOWN);

  public List<ObjectType> all() {
    return List.copyOf(types);
  }

  /// The types that are known before anything is applied.
  public static List<ObjectType> known() {
    return KNOWN;
  }

  /// The type that a path of the API names.
  public Optional<ObjectType> served(String group, String version, String plural) {
    return types.stream()
        .filter(type -> type.group().equals(group) && type.plural().equals(plural))
        .filter(type -> type.versions().contains(version))
        .findFirst();
  }

  /// The type of a document. A kind that is not known becomes known, with its plural guessed as
  /// English has it and one object for each namespace.
  public ObjectType of(String apiVersion, String kind) {
    Optional<ObjectType> known = find(types, apiVersion, kind);
    ObjectType type = known.orElseGet(() -> guess(apiVersion, kind));
    String version = version(apiVersion);
    if (known.isEmpty()) {
      types.add(type);
    } else if (!type.versions().contains(version)) {
      ObjectType wider = widened(type, version);
      types.set(types.indexOf(type), wider);
      return wider;
    }
    return type;
  }

  /// Serves what a CustomResourceDefinition defines.
  public void define(Mapping definition) {
    Mapping names = Tree.mapping(definition, "spec", "names");
    String group = Tree.text(definition, "spec", "group");
    String kind = Tree.text(names, "kind");
    List<String> versions =
        Tree.items(definition, "spec", "versions").stream()
            .map(version -> Tree.text(version, "name"))
            .toList();
    boolean known =
        KNOWN.stream().anyMatch(type -> type.group().equals(group) && type.kind().equals(kind));
    if (known || versions.isEmpty()) {
      return;
    }
    types.removeIf(type -> type.group().equals(group) && type.kind().equals(kind));
    types.add(
        new ObjectType(
            group,
            versions,
            kind,
            Tree.text(names, "plural"),
            !Tree.text(definition, "spec", "scope").equals("Cluster"),
            Tree.items(names, "shortNames").stream().map(name -> Tree.text(name)).toList()));
  }

  /// The type of a document for one who has no list of what else is served.
  public static ObjectType guessed(String apiVersion, String kind) {
    return find(KNOWN, apiVersion, kind).orElseGet(() -> guess(apiVersion, kind));
  }

  private static Optional<ObjectType> find(List<ObjectType> types, String apiVersion, String kind) {
    return types.stream()
        .filter(type -> type.kind().equals(kind) && type.group().equals(group(apiVersion)))
        .findFirst();
  }

  private static ObjectType widened(ObjectType type, String version) {
    List<String> versions = new ArrayList<>(type.versions());
    versions.add(version);
    return new ObjectType(
        type.group(), versions, type.kind(), type.plural(), type.namespaced(), type.shortNames());
  }

  private static ObjectType guess(String apiVersion, String kind) {
    String word = kind.toLowerCase(Locale.ROOT);
    boolean cluster = word.startsWith("cluster") || word.endsWith("class");
    List<String> versions = List.of(version(apiVersion));
    return new ObjectType(group(apiVersion), versions, kind, plural(word), !cluster, List.of());
  }

  private static String plural(String word) {
    if (word.endsWith("s") || word.endsWith("x") || word.endsWith("ch")) {
      return word + "es";
    }
    boolean vowelBeforeY = word.matches(".*[aeiou]y");
    return word.endsWith("y") && !vowelBeforeY
        ? word.substring(0, word.length() - 1) + "ies"
        : word + "s";
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  private static String version(String apiVersion) {
    return apiVersion.substring(apiVersion.indexOf('/') + 1);
  }

  private static ObjectType core(
      String kind, String plural, boolean namespaced, String... shortNames) {
    return new ObjectType("", List.of("v1"), kind, plural, namespaced, List.of(shortNames));
  }

  private static ObjectType apps(String kind, String plural, String shortName) {
    return new ObjectType("apps", List.of("v1"), kind, plural, true, List.of(shortName));
  }

  private static ObjectType istio(String kind, String plural, String... shortNames) {
    String group = "networking.istio.io";
    return new ObjectType(group, ISTIO_VERSIONS, kind, plural, true, List.of(shortNames));
  }

  private static ObjectType gatewayApi(
      String kind, String plural, boolean namespaced, String... shortNames) {
    String group = "gateway.networking.k8s.io";
    return new ObjectType(
        group, GATEWAY_API_VERSIONS, kind, plural, namespaced, List.of(shortNames));
  }

  private static ObjectType policy(String kind, String plural, String shortName) {
    List<String> versions = List.of("v1", "v1beta1");
    return new ObjectType("security.istio.io", versions, kind, plural, true, List.of(shortName));
  }
}
