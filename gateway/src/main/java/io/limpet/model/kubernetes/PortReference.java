package io.limpet.model.kubernetes;

/// A port of a container: by its number, or by the name that the container gives it.
public sealed interface PortReference {
  record Numbered(int port) implements PortReference {}

  record Named(String name) implements PortReference {}
}
