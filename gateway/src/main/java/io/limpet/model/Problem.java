package io.limpet.model;

/// Something wrong with what the user wrote. It never stops other resources.
///
/// `resource` is what [ResourceId#toString] gives, or empty where the text is not even a resource;
/// `field` is a path such as `spec.http[0].route`, or empty; `code` is a stable word such as
/// `unknown-field`; `message` says what is wrong and the remedy.
public record Problem(
    Severity severity, Origin origin, String resource, String field, String code, String message) {
  /// ERROR: the field or resource is left out. WARNING: it is served, but hardly as meant.
  public enum Severity {
    ERROR,
    WARNING
  }

  /// The same problem, which also says what it leads to.
  public Problem with(String consequence) {
    return new Problem(severity, origin, resource, field, code, message + "; " + consequence);
  }

  /// `file:line: resource: field: what and remedy`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(origin.toString());
    if (!resource.isEmpty()) {
      text.append(": ").append(resource);
    }
    if (!field.isEmpty()) {
      text.append(": ").append(field);
    }
    return text.append(": ").append(message).toString();
  }
}
