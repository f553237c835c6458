package io.limpet.xds.resources;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Optional;

/// What a message inside an `Any` looks like, without loading all types that there may be: one of
/// Envoy's messages has a class of its own name, below `io.envoyproxy`.
final class PackedTypes {
  private static final String ENVOYS = "envoy.";
  private static final String PACKAGE = "io.envoyproxy.";

  private PackedTypes() {}

  static Optional<Descriptor> find(String url) {
    String name = url.substring(url.lastIndexOf('/') + 1);
    if (!name.startsWith(ENVOYS)) {
      return MessageJson.type(url);
    }
    try {
      Class<?> type = Class.forName(PACKAGE + name);
      return Optional.of((Descriptor) type.getMethod("getDescriptor").invoke(null));
    } catch (ReflectiveOperationException inAnother) {
      return MessageJson.type(url);
    }
  }
}
