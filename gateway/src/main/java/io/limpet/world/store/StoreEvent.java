package io.limpet.world.store;

/// What happened to an object. `version` orders all events of a store.
public record StoreEvent(Type type, StoredObject object, long version) {
  /// The words of Kubernetes' watches.
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
