package io.limpet.xds.server;

import com.google.protobuf.Message;

/// A resource that Envoy would refuse, and the rule that it breaks at `path`. `served`: what was
/// told under its name before goes on.
public record Withheld(
    ResourceType type, String name, Message message, String path, String text, boolean served) {}
