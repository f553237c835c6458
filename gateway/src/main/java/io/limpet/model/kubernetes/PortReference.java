package io.limpet.model.kubernetes;

/// A port of a container: by its number, or by the name that the container gives it.
public sealed interface PortReference {
  record Number(int port) implements PortReference {}

  record Name(String name) implements PortReference {}
}
