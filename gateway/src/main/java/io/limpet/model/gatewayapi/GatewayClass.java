package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;

/// Whose Gateways of this class are.
public record GatewayClass(Metadata metadata, Origin origin, String controllerName)
    implements Resource {
  @Override
  public Kind kind() {
    return Kind.GATEWAY_CLASS;
  }
}
