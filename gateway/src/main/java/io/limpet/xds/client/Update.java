package io.limpet.xds.client;

import com.google.protobuf.Any;
import java.util.List;

/// What one response says, in either way of talking. `whole`: the list is all there is; else
/// `removed` has the names of what is gone.
record Update(
    ResourceType type,
    String version,
    String nonce,
    List<Received> resources,
    List<String> removed,
    boolean whole) {
  Update {
    resources = List.copyOf(resources);
    removed = List.copyOf(removed);
  }

  /// One resource; `name` and `version` are known only where differences are told.
  record Received(String name, String version, Any body) {}
}
