package io.limpet.xds.server;

/// A resource that Envoy would refuse, and the rule that it breaks at `path`. `served`: what was
/// told under its name before goes on.
public record Withheld(ResourceType type, String name, String path, String text, boolean served) {}
