package io.limpet.world.store;

/// What tells one object from all others. `namespace` is empty for types that have none.
public record ObjectKey(String group, String kind, String namespace, String name) {
  public static ObjectKey of(ObjectType type, String namespace, String name) {
    return new ObjectKey(type.group(), type.kind(), type.namespaced() ? namespace : "", name);
  }

  public boolean isOf(ObjectType type) {
    return group.equals(type.group()) && kind.equals(type.kind());
  }

  /// As people write it: `Deployment default/shop`.
  @Override
  public String toString() {
    return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
  }
}
