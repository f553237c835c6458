package io.limpet.mesh.building.gateways;

import io.limpet.mesh.Feature;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.gatewayapi.InternalAnnotations;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.services.HostNames;
import io.limpet.mesh.building.services.PortProtocol;
import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.istio.Gateway;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.PortReference;
import io.limpet.model.kubernetes.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which Gateways are this gateway's, and where it listens for them: a server's port is one of the
/// Service in front of the gateway, whose target is listened on (`PushContext.mergeGateways` and
/// `resolvePorts` in Istio's `pilot/pkg/model`).
public final class GatewayPorts {
  /// What Istio's own gateway Service does where the input has none.
  private static final Map<Integer, Integer> IMPLICIT_SERVICE = Map.of(80, 8080, 443, 8443);

  /// A Service with this label, whatever its value, translates no port.
  private static final String NO_TRANSLATION =
      "experimental.istio.io/disable-gateway-port-translation";

  private final GatewayProxy proxy;
  private final MeshOptions options;
  private final ResourceStore store;
  private final List<Service> inFront;

  /// A port of a Service, and the port of the gateway's Pod that it leads to.
  private record Target(int port, int target, boolean udp) {}

  /// What tells targets apart. Of two ports that lead to one of the same protocol, istiod keeps the
  /// first (`GetProxyServiceTargetsByPod` in its Kubernetes registry).
  private record Spoken(int target, PortProtocol protocol) {}

  public GatewayPorts(GatewayProxy proxy, MeshOptions options, ResourceStore store) {
    this.proxy = proxy;
    this.options = options;
    this.store = store;
    this.inFront = servicesInFront();
  }

  private List<Service> servicesInFront() {
    return store.byAge(Kind.SERVICE).stream()
        .map(Service.class::cast)
        .filter(service -> service.metadata().namespace().equals(proxy.namespace()))
        .filter(service -> !service.selector().isEmpty())
        .filter(service -> proxy.selectedBy(service.selector()))
        .toList();
  }

  /// The Gateways that choose this gateway, the oldest first.
  private List<Gateway> chosen() {
    return store.byAge(Kind.GATEWAY).stream()
        .map(Gateway.class::cast)
        .filter(this::serves)
        .toList();
  }

  /// Those of them that it serves.
  List<Gateway> gateways() {
    List<Gateway> strangers = strangers();
    return chosen().stream().filter(each -> !strangers.contains(each)).toList();
  }

  /// Istio's own Gateways that are not merged with those that a controller deployed this gateway
  /// for, as they are of other namespaces (`filterStrictGatewayMerging` in Istio's
  /// `pilot/pkg/model/gateway.go`).
  List<Gateway> strangers() {
    List<Gateway> chosen = chosen();
    Set<String> deployed =
        chosen.stream()
            .map(Gateway::metadata)
            .filter(InternalAnnotations::isDeployed)
            .map(Metadata::namespace)
            .collect(Collectors.toSet());
    if (deployed.isEmpty() || !options.on(Feature.PILOT_ENABLE_STRICT_GATEWAY_MERGING)) {
      return List.of();
    }
    return chosen.stream()
        .filter(each -> !InternalAnnotations.isOfGatewayApi(each.metadata()))
        .filter(each -> !deployed.contains(each.metadata().namespace()))
        .toList();
  }

  private boolean serves(Gateway gateway) {
    if (options.on(Feature.PILOT_SCOPE_GATEWAY_TO_NAMESPACE)
        && !gateway.metadata().namespace().equals(proxy.namespace())) {
      return false;
    }
    return InternalAnnotations.namesServices(gateway.metadata())
        ? !servicesOf(gateway).isEmpty()
        : proxy.selectedBy(gateway.selector());
  }

  /// Of the Services that the Gateway names, those beside it that lead to this gateway.
  private List<Service> servicesOf(Gateway gateway) {
    List<String> hosts = InternalAnnotations.services(gateway.metadata());
    String namespace = InternalAnnotations.servicesNamespace(gateway.metadata());
    return inFront.stream()
        .filter(each -> each.metadata().namespace().equals(namespace))
        .filter(
            each ->
                hosts.contains(
                    HostNames.ofService(
                        each.metadata().name(), each.metadata().namespace(), options.domain())))
        .toList();
  }

  /// Where a server of this Gateway with that port listens.
  List<Integer> of(Gateway gateway, int serverPort) {
    List<Integer> chosen = options.ports().get(serverPort);
    if (chosen != null) {
      return chosen;
    }
    if (InternalAnnotations.namesServices(gateway.metadata())) {
      return servicesOf(gateway).stream()
          .flatMap(service -> targets(service).stream())
          .filter(each -> each.port() == serverPort)
          .map(Target::target)
          .distinct()
          .toList();
    }
    if (inFront.isEmpty()) {
      return List.of(IMPLICIT_SERVICE.getOrDefault(serverPort, serverPort));
    }
    return List.of(
        inFront.stream()
            .filter(service -> !service.metadata().labels().containsKey(NO_TRANSLATION))
            .flatMap(service -> targets(service).stream())
            .filter(each -> each.port() == serverPort)
            .findFirst()
            .map(Target::target)
            .orElse(serverPort));
  }

  /// Whether a Service in front has that port for UDP (`udpSupportedPort`).
  boolean hasUdp(Gateway gateway, int serverPort) {
    boolean named = InternalAnnotations.namesServices(gateway.metadata());
    return (named ? servicesOf(gateway) : inFront)
        .stream()
            .flatMap(service -> targets(service).stream())
            .anyMatch(each -> each.udp() && each.port() == serverPort);
  }

  private List<Target> targets(Service service) {
    List<Target> targets = new ArrayList<>();
    Set<Spoken> known = new HashSet<>();
    for (Service.Port port : service.ports()) {
      Optional<Integer> target = target(port);
      if (target.isPresent() && known.add(new Spoken(target.get(), PortProtocol.of(port)))) {
        targets.add(
            new Target(port.port(), target.get(), PortProtocol.of(port) == PortProtocol.UDP));
      }
    }
    return targets;
  }

  private Optional<Integer> target(Service.Port port) {
    return switch (port.target()) {
      case PortReference.Numbered(int number) -> Optional.of(number);
      case PortReference.Named(String name) ->
          pod().flatMap(pod -> pod.spec().port(name, port.protocol()));
    };
  }

  /// The gateway's own Pod, if the resources have it.
  public Optional<Pod> pod() {
    return pod(proxy, store);
  }

  public static Optional<Pod> pod(GatewayProxy proxy, ResourceStore store) {
    return store.byAge(Kind.POD).stream()
        .map(Pod.class::cast)
        .filter(pod -> pod.metadata().namespace().equals(proxy.namespace()))
        .filter(pod -> pod.metadata().labels().entrySet().containsAll(proxy.labels().entrySet()))
        .findFirst();
  }
}
