package io.limpet.xds.resources;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a message inside an `Any` looks like, without loading all types that there may be: the
/// class of a message of Envoy's or of ours has the message's own name, below a package.
final class PackedTypes {
  /// The packages of messages' classes, by what the names of the messages begin with.
  private static final Map<String, String> PACKAGES =
      Map.of("envoy.", "io.envoyproxy.envoy.", "limpet.", "io.limpet.protos.");

  private PackedTypes() {}

  static Optional<Descriptor> find(String url) {
    String name = url.substring(url.lastIndexOf('/') + 1);
    int end = name.indexOf('.') + 1;
    @Nullable String owner = PACKAGES.get(name.substring(0, end));
    if (owner == null) {
      return MessageJson.type(url);
    }
    try {
      Class<?> type = Class.forName(owner + name.substring(end));
      return Optional.of((Descriptor) type.getMethod("getDescriptor").invoke(null));
    } catch (ReflectiveOperationException inAnother) {
      return MessageJson.type(url);
    }
  }
}
