package io.limpet.world.api;

import io.limpet.model.Problem;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import java.util.List;
import java.util.stream.Collectors;

/// An answer that is not what was asked for: Kubernetes' `Status` object.
final class StatusException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;
  private final String reason;
  private final transient Mapping details;

  StatusException(int code, String reason, String message) {
    this(code, reason, message, Tree.EMPTY);
  }

  private StatusException(int code, String reason, String message, Mapping details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
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

  /// With each mistake on its own, as kubectl prints them.
  static StatusException invalid(String kind, String name, List<Problem> problems) {
    List<Mapping> causes =
        problems.stream()
            .map(
                problem ->
                    Tree.document(
                        "reason", "FieldValueInvalid",
                        "field", problem.field(),
                        "message", problem.message()))
            .toList();
    String all =
        problems.stream()
            .map(problem -> problem.field() + ": " + problem.message())
            .collect(Collectors.joining("; "));
    String message = kind + " \"" + name + "\" is invalid: " + all;
    Mapping details = Tree.document("name", name, "kind", kind, "causes", causes);
    return new StatusException(422, "Invalid", message, details);
  }

  int code() {
    return code;
  }

  Mapping status() {
    Mapping status =
        Tree.document(
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
    return details.fields().isEmpty() ? status : Tree.with(status, details, "details");
  }
}
