package io.limpet.mesh.building.services;

import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.services.MeshService.Port;
import io.limpet.mesh.building.services.MeshService.Resolution;
import io.limpet.model.Metadata;
import io.limpet.model.Resource;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.kubernetes.Namespace;
import io.limpet.model.kubernetes.Service;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All services by host. Where Kubernetes and a ServiceEntry name the same host, Kubernetes wins,
/// else the older one, as in Istio's lookups; a service that the gateway cannot see gives way to
/// one that it can.
public final class ServiceIndex {
  /// The annotation of a Service that takes the place of `exportTo`.
  private static final String EXPORT_TO = "networking.istio.io/exportTo";

  private final MeshOptions options;
  private final Map<String, Map<String, String>> annotationsOfNamespace = new HashMap<>();

  /// Host → namespace → service.
  private final Map<String, Map<String, MeshService>> byHost = new LinkedHashMap<>();

  /// Host → the one that is meant where no namespace is preferred.
  private final Map<String, MeshService> chosen = new LinkedHashMap<>();

  /// `resources` in the order of their age; `namespace` is the gateway's.
  public ServiceIndex(
      Collection<? extends Resource> resources, MeshOptions options, String namespace) {
    this.options = options;
    resources.forEach(this::noteNamespace);
    resources.forEach(this::addService);
    resources.forEach(this::addEntry);
    byHost.forEach((host, all) -> chosen.put(host, preferred(all.values(), namespace)));
  }

  private void noteNamespace(Resource resource) {
    if (resource instanceof Namespace namespace) {
      annotationsOfNamespace.put(namespace.metadata().name(), namespace.metadata().annotations());
    }
  }

  private void addService(Resource resource) {
    if (resource instanceof Service service) {
      MeshService meant = kubernetes(service);
      byHost
          .computeIfAbsent(meant.host(), _ -> new LinkedHashMap<>())
          .putIfAbsent(meant.namespace(), meant);
    }
  }

  private void addEntry(Resource resource) {
    if (resource instanceof ServiceEntry entry) {
      for (String host : entry.hosts()) {
        byHost
            .computeIfAbsent(host, _ -> new LinkedHashMap<>())
            .merge(
                entry.metadata().namespace(), entry(entry, host), (first, _) -> first.with(entry));
      }
    }
  }

  /// Rules of the Gateway API keep callers on the endpoints of these, though no label asks for it:
  /// the endpoints drain as if one did.
  public void pin(Map<String, SessionPolicy> sessions) {
    sessions.forEach(
        (host, session) -> {
          byHost
              .getOrDefault(host, new LinkedHashMap<>())
              .replaceAll((_, service) -> pinned(service, session));
          chosen.computeIfPresent(host, (_, service) -> pinned(service, session));
        });
  }

  private static MeshService pinned(MeshService service, SessionPolicy session) {
    return service.session() instanceof SessionPolicy.None ? service.with(session) : service;
  }

  private static MeshService preferred(Collection<MeshService> all, String namespace) {
    return all.stream()
        .filter(each -> each.visibleTo(namespace))
        .findFirst()
        .orElse(all.iterator().next());
  }

  public Optional<MeshService> find(String host) {
    return Optional.ofNullable(chosen.get(host));
  }

  /// The service that a resource of `namespace` means: one of its own namespace, if the gateway
  /// sees it too, comes before the others (`buildNameToServiceMapForHttpRoutes` in Istio's pilot).
  public Optional<MeshService> find(String host, String namespace, String gatewayNamespace) {
    MeshService beside = byHost.getOrDefault(host, Map.of()).get(namespace);
    return beside != null && beside.visibleTo(gatewayNamespace) ? Optional.of(beside) : find(host);
  }

  /// All services of a host, by namespace.
  public Map<String, MeshService> ofHost(String host) {
    return byHost.getOrDefault(host, Map.of());
  }

  /// One for each host.
  public Collection<MeshService> all() {
    return List.copyOf(chosen.values());
  }

  private List<String> visible(List<String> exportTo) {
    return exportTo.isEmpty() ? options.meshConfig().exportTo().services() : exportTo;
  }

  private Map<String, String> ofNamespace(Metadata metadata) {
    return annotationsOfNamespace.getOrDefault(metadata.namespace(), Map.of());
  }

  private MeshService kubernetes(Service service) {
    var metadata = service.metadata();
    String exportTo = metadata.annotations().getOrDefault(EXPORT_TO, "");
    boolean alias = service.type() == Service.Type.EXTERNAL_NAME;
    return new MeshService(
        HostNames.ofService(metadata.name(), metadata.namespace(), options.domain()),
        metadata.name(),
        metadata.namespace(),
        service,
        List.of(),
        metadata.labels(),
        service.ports().stream()
            .map(port -> new Port(port.port(), port.name(), PortProtocol.of(port), 0))
            .toList(),
        visible(
            Arrays.stream(exportTo.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList()),
        alias,
        alias ? service.externalName() : "",
        alias ? Resolution.ALIAS : Resolution.STATIC,
        TrafficDistribution.of(
            service.trafficDistribution(), metadata.annotations(), ofNamespace(metadata)),
        List.of(),
        SessionLabels.policy(metadata.labels(), metadata.annotations(), options));
  }

  private MeshService entry(ServiceEntry entry, String host) {
    var metadata = entry.metadata();
    return new MeshService(
        host,
        host,
        metadata.namespace(),
        entry,
        List.of(),
        metadata.labels(),
        entry.ports().stream().map(ServiceIndex::port).toList(),
        visible(entry.exportTo()),
        entry.location() == ServiceEntry.Location.MESH_EXTERNAL,
        "",
        resolution(entry.resolution()),
        TrafficDistribution.of("", metadata.annotations(), ofNamespace(metadata)),
        entry.subjectAltNames(),
        SessionLabels.policy(metadata.labels(), metadata.annotations(), options));
  }

  private static Port port(ServiceEntry.Port port) {
    return new Port(
        port.number(), port.name(), PortProtocol.parse(port.protocol()), port.targetPort());
  }

  /// A gateway has no address that its caller wanted, so NONE is like STATIC for it
  /// (`convertResolution` in Istio's `core/cluster.go`).
  private static Resolution resolution(ServiceEntry.Resolution written) {
    return switch (written) {
      case NONE, STATIC -> Resolution.STATIC;
      case DNS -> Resolution.DNS;
      case DNS_ROUND_ROBIN -> Resolution.DNS_ROUND_ROBIN;
      case DYNAMIC_DNS -> Resolution.DYNAMIC_DNS;
    };
  }

  public List<MeshService> visibleTo(String namespace) {
    return chosen.values().stream().filter(service -> service.visibleTo(namespace)).toList();
  }
}
