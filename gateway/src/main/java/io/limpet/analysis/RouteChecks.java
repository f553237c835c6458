package io.limpet.analysis;

import io.limpet.mesh.Fix;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.gateways.GatewayReferences;
import io.limpet.mesh.building.routes.Delegates;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.fields.Suggestion;
import io.limpet.model.istio.Destination;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.L4Route;
import io.limpet.model.istio.Mirroring;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.RouteAction.WeightedDestination;
import io.limpet.model.istio.VirtualService;
import java.util.List;
import java.util.Optional;

/// VirtualServices that name what is not there, or mix sessions.
final class RouteChecks {
  private final Known known;
  private final Findings findings;

  RouteChecks(Known known, Findings findings) {
    this.known = known;
    this.findings = findings;
  }

  void check(VirtualService service) {
    List<String> gateways = GatewayReferences.bound(service);
    for (String gateway : gateways) {
      if (!known.hasGateway(gateway)) {
        findings.error(
            "spec.gateways",
            "no-such-gateway",
            "there is no Gateway "
                + gateway
                + ", so nothing leads here; "
                + Suggestion.of(gateway, known.gateways())
                    .map(meant -> "did you mean " + meant + "?")
                    .orElse("create it or correct the name"));
      }
    }
    if (gateways.isEmpty() && !service.hosts().isEmpty()) {
      findings.warning(
          "spec.gateways",
          "no-gateway",
          "names no Gateway, so it is for sidecars only; name one to serve it here");
    }
    ReachChecks.check(service, findings);
    for (int i = 0; i < service.http().size(); i++) {
      check(service, service.http().get(i), "spec.http[" + i + "]");
    }
    checkConnections(service.tls(), service.metadata().namespace(), "spec.tls");
    checkConnections(service.tcp(), service.metadata().namespace(), "spec.tcp");
  }

  private void checkConnections(List<L4Route> routes, String namespace, String field) {
    for (int i = 0; i < routes.size(); i++) {
      List<L4Route.Share> shares = routes.get(i).route();
      for (int j = 0; j < shares.size(); j++) {
        String place = field + "[" + i + "].route[" + j + "].destination";
        check(shares.get(j).destination(), namespace, place);
      }
    }
  }

  private void check(VirtualService service, HttpRoute http, String field) {
    String namespace = service.metadata().namespace();
    switch (http.action()) {
      case RouteAction.Forward(var destinations) -> {
        for (int i = 0; i < destinations.size(); i++) {
          String place = field + ".route[" + i + "].destination";
          check(destinations.get(i).destination(), namespace, place);
        }
        checkMix(destinations, namespace, field + ".route");
      }
      case RouteAction.Delegate delegate -> check(service, http, delegate, field + ".delegate");
      case RouteAction.Redirect _, RouteAction.DirectResponse _ -> {}
    }
    Mirroring mirroring = http.mirroring();
    if (mirroring.mirror() != null) {
      check(mirroring.mirror(), namespace, field + ".mirror");
    }
    for (int i = 0; i < mirroring.mirrors().size(); i++) {
      String place = field + ".mirrors[" + i + "].destination";
      check(mirroring.mirrors().get(i).destination(), namespace, place);
    }
  }

  private void check(
      VirtualService service, HttpRoute http, RouteAction.Delegate delegate, String field) {
    String own = service.metadata().namespace();
    String name =
        (delegate.namespace().isEmpty() ? own : delegate.namespace()) + "/" + delegate.name();
    switch (known.delegates().find(service, http, delegate)) {
      case Delegates.Outcome.Missing() ->
          findings.error(
              field,
              "no-such-delegate",
              "there is no VirtualService "
                  + name
                  + " without hosts, so this entry is left out; create it or correct the name");
      case Delegates.Outcome.Hidden() ->
          findings.error(
              field,
              "delegate-not-visible",
              name
                  + " is not exported to "
                  + own
                  + ", so this entry is left out; add "
                  + own
                  + " to its exportTo");
      case Delegates.Outcome.Found(_, var conflicting) -> {
        for (HttpRoute each : conflicting) {
          findings.error(
              field,
              "delegate-conflict",
              "the route "
                  + (each.name().isEmpty() ? "" : each.name() + " ")
                  + "of "
                  + name
                  + " matches what this entry does not, or one of the two has a regular expression"
                  + " where the other has a condition too, so that route is left out; narrow its"
                  + " matches");
        }
      }
    }
  }

  private void check(Destination destination, String namespace, String field) {
    String host = known.resolve(destination.host(), namespace);
    Optional<MeshService> service = known.service(host);
    if (service.isEmpty()) {
      findings.error(
          field + ".host",
          "no-such-service",
          "no Service has the host "
              + host
              + ", so these requests are answered with 503; "
              + known
                  .meant(host)
                  .map(meant -> "did you mean " + meant + "?")
                  .orElse("create it or correct the name"));
      return;
    }
    checkPort(destination, service.get(), field);
    checkSubset(destination, service.get(), field);
  }

  private void checkPort(Destination destination, MeshService service, String field) {
    List<Integer> ports = service.ports().stream().map(MeshService.Port::number).toList();
    if (destination.port() == 0 && ports.size() > 1) {
      findings.warning(
          field + ".port",
          "port-not-named",
          "is missing, and " + service.host() + " has several; write one of " + ports);
    } else if (destination.port() != 0
        && !ports.contains(destination.port())
        && service.externalName().isEmpty()) {
      findings.error(
          field + ".port",
          "no-such-port",
          service.host()
              + " has no port "
              + destination.port()
              + ", so these requests are answered with 503; write one of "
              + ports);
    }
  }

  private void checkSubset(Destination destination, MeshService service, String field) {
    String subset = destination.subset();
    if (subset.isEmpty()) {
      return;
    }
    var subsets = known.rule(service).map(rule -> rule.subsets().keySet());
    if (subsets.isEmpty() || !subsets.get().contains(subset)) {
      boolean served = known.options().has(Fix.REFUSED_VALUES);
      findings.error(
          field + ".subset",
          "no-such-subset",
          "no DestinationRule defines the subset "
              + subset
              + " of "
              + service.host()
              + (served
                  ? ", so all of its endpoints are used; "
                  : ", so these requests are answered with 503; ")
              + "define it or correct the name");
    }
  }

  private void checkMix(List<WeightedDestination> all, String namespace, String field) {
    List<SessionPolicy> sessions =
        all.stream()
            .filter(each -> all.size() == 1 || each.weight() > 0)
            .map(each -> known.resolve(each.destination().host(), namespace))
            .flatMap(host -> known.service(host).stream())
            .map(MeshService::session)
            .distinct()
            .toList();
    if (sessions.size() > 1) {
      findings.warning(
          field,
          "mixed-sessions",
          "the destinations ask for different sessions, "
              + (known.options().has(Fix.MIXED_WEIGHTS)
                  ? "so a caller who moves between them starts a new one"
                  : "of which istiod keeps one or none, by their order")
              + "; give their Services the same session label");
    }
  }
}
