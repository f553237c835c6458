package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;

/// An answer that is not what was asked for: Kubernetes' `Status` object.
final class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;

  StatusException(int code, String reason, String message) {
    super(message);
    this.code = code;
    this.reason = reason;
  }

  static StatusException notFound(String resource, String name) {
    return new StatusException(404, "NotFound", resource + " \"" + name + "\" not found");
  }

  /// As the API server answers for a path it knows nothing of.
  static StatusException noResource() {
    return new StatusException(404, "NotFound", "the server could not find the requested resource");
  }

  static StatusException alreadyExists(String resource, ObjectKey key) {
    String message = resource + " \"" + key.name() + "\" already exists";
    return new StatusException(409, "AlreadyExists", message);
  }

  static StatusException conflict(String resource, ObjectKey key) {
    return new StatusException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on "
            + resource
            + " \""
            + key.name()
            + "\": the object has been modified; please apply your changes to the latest version"
            + " and try again");
  }

  static StatusException badRequest(String message) {
    return new StatusException(400, "BadRequest", message);
  }

  static StatusException invalid(String message) {
    return new StatusException(422, "Invalid", message);
  }

  int code() {
    return code;
  }

  Mapping status() {
    return Tree.document(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        Tree.EMPTY,
        "status",
        "Failure",
        "message",
        String.valueOf(getMessage()),
        "reason",
        reason,
        "code",
        code);
  }
}
