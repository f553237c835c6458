package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.fields.Fields;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a ListenerSet.
public final class ListenerSetReader {
  private ListenerSetReader() {}

  public static @Nullable ListenerSet read(
      Fields document, Kind kind, Metadata metadata, Origin origin) {
    return document.requiredPart("spec", spec -> spec(spec, kind, metadata, origin));
  }

  private static @Nullable ListenerSet spec(
      Fields spec, Kind kind, Metadata metadata, Origin origin) {
    ObjectReference parent = spec.requiredPart("parentRef", ListenerSetReader::parent);
    List<Listener> listeners = spec.items("listeners", ListenerReader::entry);
    if (!spec.has("listeners")) {
      spec.refuse("listeners", "missing-field", "is missing; write at least one");
    }
    ListenerReader.checkUnique(spec, listeners);
    return parent == null ? null : new ListenerSet(kind, metadata, origin, parent, listeners);
  }

  private static ObjectReference parent(Fields parent) {
    return References.read(parent, References.GATEWAY_API, "Gateway");
  }
}
