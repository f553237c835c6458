package io.limpet.mesh;

/// The table that turns a hash into an endpoint. A size of 0 is Envoy's default.
public sealed interface HashTable {
  record Ring(long minimumSize) implements HashTable {}

  record Maglev(long size) implements HashTable {}
}
