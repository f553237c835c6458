package io.limpet.mesh;

import io.limpet.mesh.gatewayapi.InternalAnnotations;
import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.istio.Gateway;
import io.limpet.model.kubernetes.Container;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.PortReference;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The servers of all Gateways that choose this gateway, by the port where they listen
/// (`mergeGateways` and `resolvePorts` in Istio's `pilot/pkg/model`).
final class GatewayServers {
  private static final String ANY_ADDRESS = "0.0.0.0";

  /// What Istio's own gateway Service does where the input has none.
  private static final Map<Integer, Integer> IMPLICIT_SERVICE = Map.of(80, 8080, 443, 8443);

  private final GatewayProxy proxy;
  private final MeshOptions options;
  private final ResourceStore store;

  /// Where servers listen. Sorted as the listeners' names are.
  record Place(String address, int port) {
    /// As Istio names the routes there: `http.8080`, with the address where it is a special one.
    String routes() {
      return address.equals(ANY_ADDRESS) ? "http." + port : "http." + port + "." + address;
    }

    String listener() {
      return address + "_" + port;
    }
  }

  /// One server of a Gateway.
  record Bound(Gateway gateway, Gateway.Server server) {
    boolean redirectsToTls() {
      return server.tls() != null && server.tls().httpsRedirect();
    }

    /// The server's hosts for VirtualServices of `namespace`, without their namespace part.
    List<String> hostsFor(String namespace) {
      List<String> hosts = new ArrayList<>();
      for (String host : server.hosts()) {
        int slash = host.indexOf('/');
        String from = slash < 0 ? "*" : host.substring(0, slash);
        boolean own = from.equals(".") && gateway.metadata().namespace().equals(namespace);
        if (own || from.equals("*") || from.equals(namespace)) {
          hosts.add(host.substring(slash + 1));
        }
      }
      return hosts;
    }

    List<String> allHosts() {
      return server.hosts().stream().map(host -> host.substring(host.indexOf('/') + 1)).toList();
    }

    String gatewayName() {
      return gateway.metadata().namespace() + "/" + gateway.metadata().name();
    }
  }

  GatewayServers(GatewayProxy proxy, MeshOptions options, ResourceStore store) {
    this.proxy = proxy;
    this.options = options;
    this.store = store;
  }

  /// Servers that are carried, in the order of their Gateways' age.
  Map<Place, List<Bound>> byPlace() {
    Map<Place, List<Bound>> places = new TreeMap<>(java.util.Comparator.comparing(Place::listener));
    for (Resource resource : store.byAge(Kind.GATEWAY)) {
      if (resource instanceof Gateway gateway && serves(gateway)) {
        for (Gateway.Server server : gateway.servers()) {
          if (server.protocol().isPlainHttp()) {
            bind(places, new Bound(gateway, server));
          }
        }
      }
    }
    return places;
  }

  private boolean serves(Gateway gateway) {
    return InternalAnnotations.namesServices(gateway.metadata())
        ? !servicesOf(gateway).isEmpty()
        : proxy.selectedBy(gateway.selector());
  }

  /// Of the Services that the Gateway names, those of its own namespace that lead to this gateway.
  private List<Service> servicesOf(Gateway gateway) {
    List<String> hosts = InternalAnnotations.services(gateway.metadata());
    return servicesInFront().stream()
        .filter(each -> each.metadata().namespace().equals(gateway.metadata().namespace()))
        .filter(
            each ->
                hosts.contains(
                    HostNames.ofService(
                        each.metadata().name(), each.metadata().namespace(), options.domain())))
        .toList();
  }

  private void bind(Map<Place, List<Bound>> places, Bound bound) {
    String bind = bound.server().bind();
    for (int port : listenerPorts(bound.gateway(), bound.server().port())) {
      Place place = new Place(bind.isEmpty() ? ANY_ADDRESS : bind, port);
      places.computeIfAbsent(place, _ -> new ArrayList<>()).add(bound);
    }
  }

  /// A server's port is a port of the Service in front of the gateway; its target is where the
  /// gateway listens.
  private List<Integer> listenerPorts(Gateway gateway, int serverPort) {
    List<Integer> chosen = options.ports().get(serverPort);
    if (chosen != null) {
      return chosen;
    }
    if (InternalAnnotations.namesServices(gateway.metadata())) {
      return targets(servicesOf(gateway), serverPort).distinct().toList();
    }
    List<Service> inFront = servicesInFront();
    if (inFront.isEmpty()) {
      return List.of(IMPLICIT_SERVICE.getOrDefault(serverPort, serverPort));
    }
    return List.of(targets(inFront, serverPort).findFirst().orElse(serverPort));
  }

  private Stream<Integer> targets(List<Service> services, int serverPort) {
    return services.stream()
        .flatMap(service -> service.ports().stream())
        .filter(port -> port.port() == serverPort)
        .map(port -> target(port.target(), serverPort));
  }

  private List<Service> servicesInFront() {
    return store.byAge(Kind.SERVICE).stream()
        .map(Service.class::cast)
        .filter(service -> service.metadata().namespace().equals(proxy.namespace()))
        .filter(service -> !service.selector().isEmpty())
        .filter(service -> proxy.selectedBy(service.selector()))
        .toList();
  }

  private int target(PortReference target, int otherwise) {
    return switch (target) {
      case PortReference.Numbered(int port) -> port;
      case PortReference.Named(String name) ->
          pod().stream()
              .flatMap(pod -> pod.spec().containers().stream())
              .flatMap(container -> container.ports().stream())
              .filter(port -> port.name().equals(name))
              .findFirst()
              .map(Container.Port::port)
              .orElse(otherwise);
    };
  }

  /// The gateway's own Pod, if the resources have it.
  Optional<Pod> pod() {
    return store.byAge(Kind.POD).stream()
        .map(Pod.class::cast)
        .filter(pod -> pod.metadata().namespace().equals(proxy.namespace()))
        .filter(pod -> pod.metadata().labels().entrySet().containsAll(proxy.labels().entrySet()))
        .findFirst();
  }
}
