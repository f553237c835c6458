package io.limpet.mesh.building.services;

import io.limpet.mesh.SessionPolicy;
import io.limpet.model.OrderedMap;
import io.limpet.model.Resource;
import io.limpet.model.istio.ServiceEntry;
import io.limpet.session.TokenCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Service of Kubernetes, or one host of a ServiceEntry, under the name that routes use.
///
/// `resource` is what defines it, `also` the other ServiceEntries of its namespace with the same
/// host, whose endpoints add up. `externalName` is what an ExternalName Service stands for, else
/// empty. `subjectAltNames` are those that its certificates may have, by a ServiceEntry.
public record MeshService(
    String host,
    String name,
    String namespace,
    Resource resource,
    List<ServiceEntry> also,
    Map<String, String> labels,
    List<Port> ports,
    List<String> exportTo,
    boolean external,
    String externalName,
    Resolution resolution,
    TrafficDistribution distribution,
    List<String> subjectAltNames,
    SessionPolicy session) {
  public MeshService {
    also = List.copyOf(also);
    labels = OrderedMap.copyOf(labels);
    ports = List.copyOf(ports);
    exportTo = List.copyOf(exportTo);
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  /// `target` is a ServiceEntry's own port at the endpoints, 0 where not written.
  public record Port(int number, String name, PortProtocol protocol, int target) {
    /// Whether the endpoints speak HTTP/2.
    public boolean http2() {
      return protocol.http2();
    }
  }

  /// Where the endpoints come from.
  public enum Resolution {
    /// We know them.
    STATIC,
    /// A name server does, and all its answers are endpoints.
    DNS,
    /// A name server does, and its latest first answer is the endpoint.
    DNS_ROUND_ROBIN,
    /// A name server does, asked for the host of each request.
    DYNAMIC_DNS,
    /// There are none: it is another name of another service.
    ALIAS
  }

  /// The same with another session.
  MeshService with(SessionPolicy other) {
    return with(also, other);
  }

  /// The same, with the endpoints of one more entry.
  MeshService with(ServiceEntry other) {
    List<ServiceEntry> all = new ArrayList<>(also);
    all.add(other);
    return with(all, session);
  }

  private MeshService with(List<ServiceEntry> entries, SessionPolicy policy) {
    return new MeshService(
        host,
        name,
        namespace,
        resource,
        entries,
        labels,
        ports,
        exportTo,
        external,
        externalName,
        resolution,
        distribution,
        subjectAltNames,
        policy);
  }

  public boolean kubernetes() {
    return resource instanceof io.limpet.model.kubernetes.Service;
  }

  public boolean visibleTo(String proxyNamespace) {
    return Visibility.visible(exportTo, namespace, proxyNamespace);
  }

  /// Whether a cookie names the endpoint of each caller.
  public boolean pinnedByCookie() {
    return session instanceof SessionPolicy.Pinned(var carrier)
        && carrier instanceof TokenCarrier.Cookie;
  }
}
