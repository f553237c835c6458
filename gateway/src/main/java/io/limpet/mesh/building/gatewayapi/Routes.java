package io.limpet.mesh.building.gatewayapi;

import io.limpet.mesh.building.gatewayapi.Attachments.Attached;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.KubernetesRoute;
import io.limpet.model.gatewayapi.SessionPersistence;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.VirtualService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// HTTPRoutes and GRPCRoutes as VirtualServices: one for each host of each listener, with the rules
/// of all routes that lead there, in the API's order (`route_collections.go` in Istio's
/// `pilot/pkg/config/kube/gateway`).
record Routes(
    GatewayApi.Behaviour behaviour,
    Names names,
    Parents parents,
    BackendPolicies policies,
    List<Problem> problems) {
  /// As istiod does for its own; the oldest route gives the name's rest.
  private static final Comparator<Part> BY_AGE =
      Comparator.<Part, java.time.Instant>comparing(part -> part.route().metadata().createdAt())
          .thenComparing(part -> part.route().metadata().namespace())
          .thenComparing(part -> part.route().metadata().name());

  /// What one route says for one host of one listener.
  private record Part(KubernetesRoute route, String gateway, String host, List<HttpRoute> http) {}

  List<VirtualService> convert(List<Resource> http, List<Resource> grpc) {
    Map<String, List<Part>> byName = new TreeMap<>();
    for (List<Resource> routes : List.of(http, grpc)) {
      for (Resource each : routes) {
        if (each instanceof KubernetesRoute route) {
          for (Part part : parts(route)) {
            byName.computeIfAbsent(name(part), _ -> new ArrayList<>()).add(part);
          }
        }
      }
    }
    List<VirtualService> services = new ArrayList<>();
    byName.forEach(
        (name, parts) -> {
          List<Part> byAge = byAge(parts);
          checkSessions(byAge);
          services.add(merged(name, byAge));
        });
    return services;
  }

  /// In the order of their age. The API wants a host of a listener for one kind of routes; istiod
  /// serves both.
  private List<Part> byAge(List<Part> parts) {
    List<Part> byAge = new ArrayList<>(parts);
    byAge.sort(BY_AGE);
    KubernetesRoute oldest = byAge.getFirst().route();
    for (Part each : byAge) {
      if (each.route().kind() != oldest.kind()) {
        new Refusals(each.route(), problems)
            .warning(
                "spec.hostnames",
                "two-kinds-of-routes",
                "has "
                    + each.host()
                    + ", as the older "
                    + oldest.id()
                    + " at the same listener; both are served, but the API gives a host to one kind"
                    + " of routes and other implementations refuse this one; write another"
                    + " hostname");
      }
    }
    return byAge;
  }

  private static String name(Part part) {
    return part.gateway().replace('/', '~') + "~" + part.host();
  }

  private List<Part> parts(KubernetesRoute route) {
    Refusals refusals = new Refusals(route, problems);
    List<Attached> attached = new Attachments(parents, route, refusals).all();
    List<HttpRoute> http = new Rules(behaviour, names, policies, route, refusals).convert();
    List<Part> parts = new ArrayList<>();
    if (http.isEmpty()) {
      return parts;
    }
    List<HttpRoute> sorted = RouteOrder.sorted(http);
    for (Attached each : attached) {
      for (String host : route.hosts()) {
        if (each.takes(host)) {
          parts.add(new Part(route, each.parent().internalName(), host, sorted));
        }
      }
    }
    return parts;
  }

  /// Rules of one host whose sessions have one name take each other's tokens for their own.
  private void checkSessions(List<Part> parts) {
    Map<SessionPersistence.Carrier, String> rules = new HashMap<>();
    for (Part part : parts) {
      for (HttpRoute http : part.http()) {
        SessionPersistence session = http.session();
        String other = session == null ? null : rules.putIfAbsent(session.carrier(), http.name());
        if (session != null && other != null && !other.equals(http.name())) {
          new Refusals(part.route(), problems)
              .warning(
                  "spec.rules",
                  "session-name-twice",
                  "has sessions of the name "
                      + session.carrier().name()
                      + " in the rules "
                      + other
                      + " and "
                      + http.name()
                      + " of one host, which then end each other; give each rule a name of its"
                      + " own, or none");
        }
      }
    }
  }

  private static VirtualService merged(String name, List<Part> parts) {
    KubernetesRoute oldest = parts.getFirst().route();
    List<HttpRoute> http = parts.stream().flatMap(part -> part.http().stream()).toList();
    return new VirtualService(
        InternalAnnotations.ofRoutes(name, parts.stream().map(Part::route).toList()),
        oldest.origin(),
        List.of(parts.getFirst().host()),
        List.of(parts.getFirst().gateway()),
        List.of(),
        RouteOrder.sorted(http),
        List.of(),
        List.of());
  }
}
