package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.KubernetesGateway.NamespaceChoice;
import io.limpet.model.gatewayapi.LabelSelector;
import io.limpet.model.gatewayapi.ObjectReference;
import io.limpet.model.gatewayapi.ReferenceGrant;
import io.limpet.model.istio.ConfigMap;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.kubernetes.Secret;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the API's references may lead to, and who may follow them.
final class Names {
  /// Kubernetes labels every namespace with its name.
  private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

  /// Kinds whose resources Gateways choose by their namespaces.
  private static final List<Kind> ATTACHED =
      List.of(
          Kind.HTTP_ROUTE,
          Kind.GRPC_ROUTE,
          Kind.TLS_ROUTE,
          Kind.TCP_ROUTE,
          Kind.LISTENER_SET,
          Kind.X_LISTENER_SET);

  private final String domain;
  private final Map<String, Service> services;
  private final Map<String, ServiceEntry> entries;
  private final Set<String> hosts = new HashSet<>();

  /// Labels by the name of the namespace.
  private final Map<String, Map<String, String>> namespaces = new TreeMap<>();

  private final List<ReferenceGrant> grants = new ArrayList<>();
  private final Map<String, Secret> secrets;
  private final Map<String, ConfigMap> configMaps;

  Names(Function<Kind, List<Resource>> byAge, String domain) {
    this.domain = domain;
    this.services = byPath(byAge.apply(Kind.SERVICE), Service.class);
    this.entries = byPath(byAge.apply(Kind.SERVICE_ENTRY), ServiceEntry.class);
    this.secrets = byPath(byAge.apply(Kind.SECRET), Secret.class);
    this.configMaps = byPath(byAge.apply(Kind.CONFIG_MAP), ConfigMap.class);
    for (Resource each : byAge.apply(Kind.SERVICE)) {
      hosts.add(serviceHost(each.metadata().namespace(), each.metadata().name()));
    }
    entries.values().forEach(each -> hosts.addAll(each.hosts()));
    for (Kind kind : ATTACHED) {
      byAge.apply(kind).forEach(each -> addNamespace(each.metadata().namespace(), Map.of()));
    }
    for (Resource each : byAge.apply(Kind.NAMESPACE)) {
      addNamespace(each.metadata().name(), each.metadata().labels());
    }
    for (Resource each : byAge.apply(Kind.REFERENCE_GRANT)) {
      if (each instanceof ReferenceGrant grant) {
        grants.add(grant);
      }
    }
  }

  private static <T extends Resource> Map<String, T> byPath(
      List<Resource> resources, Class<T> type) {
    Map<String, T> found = new HashMap<>();
    for (Resource each : resources) {
      if (type.isInstance(each)) {
        found.put(each.metadata().namespace() + "/" + each.metadata().name(), type.cast(each));
      }
    }
    return found;
  }

  /// A cluster has every namespace that something is in; files may not show it.
  private void addNamespace(String name, Map<String, String> labels) {
    Map<String, String> all = new HashMap<>(labels);
    all.putIfAbsent(NAMESPACE_NAME, name);
    namespaces.put(name, all);
  }

  /// Those that are chosen, seen from `own`: `*` alone for every one.
  List<String> among(NamespaceChoice choice, String own) {
    return switch (choice.from()) {
      case SAME -> List.of(own);
      case ALL -> List.of("*");
      case NONE -> List.of();
      case SELECTOR -> {
        LabelSelector selector = choice.selector();
        yield selector == null
            ? List.of("*")
            : namespaces.entrySet().stream()
                .filter(each -> selector.matches(each.getValue()))
                .map(Map.Entry::getKey)
                .toList();
      }
    };
  }

  /// Whether a namespace is chosen, seen from `own`.
  boolean isAmong(String namespace, NamespaceChoice choice, String own) {
    List<String> among = among(choice, own);
    return among.contains("*") || among.contains(namespace);
  }

  String serviceHost(String namespace, String name) {
    return name + "." + namespace + ".svc." + domain;
  }

  boolean hasService(String namespace, String name) {
    return services.containsKey(namespace + "/" + name);
  }

  /// Null where there is none.
  @Nullable Service service(String namespace, String name) {
    return services.get(namespace + "/" + name);
  }

  /// Null where there is none.
  @Nullable ServiceEntry serviceEntry(String namespace, String name) {
    return entries.get(namespace + "/" + name);
  }

  /// Whether a Service or ServiceEntry has this host.
  boolean hasHost(String host) {
    return hosts.contains(host);
  }

  /// Why a Secret is no certificate with its key; empty where it is one.
  String flawOfSecret(String namespace, String name) {
    Secret secret = secrets.get(namespace + "/" + name);
    if (secret == null) {
      return "does not exist";
    }
    return Certificates.flaw(secret);
  }

  /// Why a Secret or ConfigMap has no authorities; empty where it has.
  String flawOfAuthorities(boolean secret, String namespace, String name) {
    String key = namespace + "/" + name;
    if (secret) {
      Secret found = secrets.get(key);
      return found == null ? "does not exist" : Certificates.flawOfAuthorities(found);
    }
    ConfigMap found = configMaps.get(key);
    return found == null ? "does not exist" : Certificates.flawOfAuthorities(found);
  }

  /// Why a resource may not name one of another namespace; empty where it may.
  String flawOfReference(Resource from, ObjectReference to) {
    return allowed(from, to)
        ? ""
        : "no ReferenceGrant of "
            + to.namespace()
            + " lets a "
            + from.kind().text()
            + " of "
            + from.metadata().namespace()
            + " use";
  }

  private boolean allowed(Resource from, ObjectReference to) {
    String own = from.metadata().namespace();
    String namespace = to.namespaceFrom(own);
    return namespace.equals(own)
        || grants.stream()
            .filter(grant -> grant.metadata().namespace().equals(namespace))
            .filter(grant -> grant.from().stream().anyMatch(each -> isFrom(each, from)))
            .anyMatch(grant -> grant.to().stream().anyMatch(each -> isTo(each, to)));
  }

  private static boolean isFrom(ReferenceGrant.From granted, Resource resource) {
    return granted.group().equals(resource.kind().group())
        && granted.kind().equals(resource.kind().text())
        && granted.namespace().equals(resource.metadata().namespace());
  }

  private static boolean isTo(ReferenceGrant.To granted, ObjectReference to) {
    return granted.group().equals(to.group())
        && granted.kind().equals(to.kind())
        && (granted.name().isEmpty() || granted.name().equals(to.name()));
  }
}
