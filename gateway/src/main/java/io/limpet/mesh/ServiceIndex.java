package io.limpet.mesh;

import io.limpet.mesh.MeshService.Port;
import io.limpet.model.Resource;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.model.kubernetes.Protocol;
import io.limpet.model.kubernetes.Service;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All services by host. Where Kubernetes and a ServiceEntry name the same host, Kubernetes wins,
/// as in Istio's lookups.
public final class ServiceIndex {
  private static final Set<String> HTTP2 = Set.of("http2", "grpc", "grpc-web", "kubernetes.io/h2c");

  /// The annotation of a Service that takes the place of `exportTo`.
  private static final String EXPORT_TO = "networking.istio.io/exportTo";

  private final Map<String, MeshService> byHost = new LinkedHashMap<>();

  /// `resources` in the order of their age.
  public ServiceIndex(Collection<? extends Resource> resources, MeshOptions options) {
    for (Resource resource : resources) {
      if (resource instanceof Service service) {
        MeshService meant = kubernetes(service, options);
        byHost.putIfAbsent(meant.host(), meant);
      }
    }
    for (Resource resource : resources) {
      if (resource instanceof ServiceEntry entry && carried(entry)) {
        for (String host : entry.hosts()) {
          byHost.putIfAbsent(host, entry(entry, host, options));
        }
      }
    }
  }

  /// Names are resolved by the gateway only for STATIC entries now; the others are left out.
  public static boolean carried(ServiceEntry entry) {
    return entry.resolution() == ServiceEntry.Resolution.STATIC;
  }

  public Optional<MeshService> find(String host) {
    return Optional.ofNullable(byHost.get(host));
  }

  public Collection<MeshService> all() {
    return Collections.unmodifiableCollection(byHost.values());
  }

  private static MeshService kubernetes(Service service, MeshOptions options) {
    var metadata = service.metadata();
    String exportTo = metadata.annotations().getOrDefault(EXPORT_TO, "");
    return new MeshService(
        HostNames.ofService(metadata.name(), metadata.namespace(), options.domain()),
        metadata.name(),
        metadata.namespace(),
        service,
        metadata.labels(),
        service.ports().stream()
            .filter(port -> port.protocol() == Protocol.TCP)
            .map(ServiceIndex::port)
            .toList(),
        Arrays.stream(exportTo.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList(),
        service.type() == Service.Type.EXTERNAL_NAME,
        service.type() == Service.Type.EXTERNAL_NAME ? service.externalName() : "",
        SessionLabels.policy(metadata.labels(), metadata.annotations(), options));
  }

  private static Port port(Service.Port port) {
    String protocol = port.appProtocol().isEmpty() ? port.name() : port.appProtocol();
    return new Port(port.port(), port.name(), speaksHttp2(protocol), 0);
  }

  /// `pkg/config/kube/conversion.go`: the whole of some names, else what stands before the first
  /// hyphen.
  private static boolean speaksHttp2(String protocol) {
    String name = protocol.toLowerCase(Locale.ROOT);
    if (HTTP2.contains(name) || name.startsWith("grpc-web")) {
      return true;
    }
    int hyphen = name.indexOf('-');
    return hyphen > 0 && HTTP2.contains(name.substring(0, hyphen));
  }

  private static MeshService entry(ServiceEntry entry, String host, MeshOptions options) {
    var metadata = entry.metadata();
    return new MeshService(
        host,
        host,
        metadata.namespace(),
        entry,
        metadata.labels(),
        entry.ports().stream()
            .filter(port -> !port.protocol().equalsIgnoreCase("UDP"))
            .map(ServiceIndex::port)
            .toList(),
        entry.exportTo(),
        entry.location() == ServiceEntry.Location.MESH_EXTERNAL,
        "",
        SessionLabels.policy(metadata.labels(), metadata.annotations(), options));
  }

  private static Port port(ServiceEntry.Port port) {
    return new Port(port.number(), port.name(), speaksHttp2(port.protocol()), port.targetPort());
  }

  List<MeshService> visibleTo(String namespace) {
    return byHost.values().stream().filter(service -> service.visibleTo(namespace)).toList();
  }
}
