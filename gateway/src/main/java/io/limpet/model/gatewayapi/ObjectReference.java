package io.limpet.model.gatewayapi;

/// A resource that another names. An empty `namespace` is that of the resource that names it.
public record ObjectReference(String group, String kind, String namespace, String name) {
  /// Whether it is a Service of Kubernetes.
  public boolean isService() {
    return group.isEmpty() && kind.equals("Service");
  }

  /// The namespace that is meant where a resource of `own` names it.
  public String namespaceFrom(String own) {
    return namespace.isEmpty() ? own : namespace;
  }
}
