package io.limpet.model.gatewayapi;

import io.limpet.model.fields.Fields;

/// Reads what names other resources.
final class References {
  static final String GATEWAY_API = "gateway.networking.k8s.io";

  private References() {}

  /// `group` and `kind` are those of the API where none is written.
  static ObjectReference read(Fields reference, String group, String kind) {
    String ownKind = reference.text("kind");
    return new ObjectReference(
        reference.has("group") ? reference.text("group") : group,
        ownKind.isEmpty() ? kind : ownKind,
        reference.text("namespace"),
        reference.requiredText("name"));
  }

  static ObjectReference service(Fields reference) {
    return read(reference, "", "Service");
  }

  static ObjectReference secret(Fields reference) {
    return read(reference, "", "Secret");
  }

  /// The port of a backend; a Service has no other.
  static int port(Fields reference, ObjectReference target) {
    int port = reference.port("port");
    if (port == 0 && target.isService() && reference.sound()) {
      reference.refuse(
          "port", "missing-field", "is missing; write the Service's port, a cluster demands it");
    }
    return port;
  }
}
