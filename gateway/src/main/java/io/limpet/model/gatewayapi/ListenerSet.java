package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import java.util.List;

/// More listeners for a Gateway, which may be of another namespace: a ListenerSet, or an
/// XListenerSet as it was called while it was tried out.
public record ListenerSet(
    Kind kind, Metadata metadata, Origin origin, ObjectReference parent, List<Listener> listeners)
    implements Resource {
  public ListenerSet {
    listeners = List.copyOf(listeners);
  }
}
