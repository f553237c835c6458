package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.ObjectReference;
import io.limpet.model.istio.Destination;
import java.util.Optional;

/// What routes may send requests to (`buildDestination` in Istio's `conversion.go`).
record Backends(Resource route, Names names, Refusals refusals) {
  /// The host that stands for a backend which may not be used: its requests are answered with 500.
  private static final Destination NOWHERE = new Destination("", "", 0);

  /// `valid` is false where nobody answers there.
  record Found(Destination destination, boolean valid) {}

  /// Nothing where the reference is so wrong that istiod drops the whole route.
  Optional<Found> find(ObjectReference target, int port, String place) {
    String flaw = names.flawOfReference(route, target);
    if (!flaw.isEmpty()) {
      String path = target.namespace() + "/" + target.name();
      refusals.error(
          place,
          "RefNotPermitted",
          "names "
              + target.kind()
              + " "
              + path
              + ", which "
              + flaw
              + ", so its requests are answered with 500; add one");
      return Optional.of(new Found(NOWHERE, false));
    }
    if (target.isService()) {
      return service(target, port, place);
    }
    if (target.group().equals("networking.istio.io") && target.kind().equals("Hostname")) {
      return hostname(target, port, place);
    }
    if (target.group().equals("multicluster.x-k8s.io") && target.kind().equals("ServiceImport")) {
      return service(target, port, place);
    }
    refusals.error(
        place,
        "InvalidKind",
        "is a "
            + target.kind()
            + (target.group().isEmpty() ? "" : " of " + target.group())
            + ", which cannot be a backend, so its requests are answered with 500; name a Service");
    return Optional.of(new Found(NOWHERE, false));
  }

  private Optional<Found> service(ObjectReference target, int port, String place) {
    String namespace = target.namespaceFrom(route.metadata().namespace());
    if (target.name().indexOf('.') >= 0) {
      refusals.error(
          place + ".name",
          "UnsupportedValue",
          target.name() + " is a host; write the name of the Service alone");
      return Optional.empty();
    }
    boolean known = names.hasService(namespace, target.name());
    return found(names.serviceHost(namespace, target.name()), port, known, place);
  }

  private Optional<Found> hostname(ObjectReference target, int port, String place) {
    if (!target.namespace().isEmpty()) {
      refusals.error(
          place + ".namespace", "UnsupportedValue", "cannot stand beside a Hostname; remove it");
      return Optional.empty();
    }
    return found(target.name(), port, names.hasHost(target.name()), place);
  }

  private Optional<Found> found(String host, int port, boolean known, String place) {
    if (port == 0) {
      refusals.error(place + ".port", "UnsupportedValue", "is missing; write the port");
      return Optional.empty();
    }
    if (!known) {
      refusals.error(
          place,
          "BackendNotFound",
          "no Service has the host "
              + host
              + ", so its requests are answered with 500; create it or correct the name");
    }
    return Optional.of(new Found(new Destination(host, "", port), known));
  }
}
