package io.limpet.xds.translate;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.mesh.security.Delegated;
import io.limpet.mesh.security.Guard;
import io.limpet.mesh.security.Rbac;
import io.limpet.mesh.security.Refusal;
import java.util.List;

/// What requests or connections must pass, as filters.
final class GuardTranslator {
  private GuardTranslator() {}

  static List<HttpFilter> http(Guard guard) {
    return switch (guard) {
      case Rbac rbac -> List.of(RbacTranslator.http(rbac));
      case Refusal refusal -> List.of(RbacTranslator.http(refusal));
      case Delegated delegated ->
          List.of(RbacTranslator.http(delegated), ExtAuthzTranslator.http(delegated));
    };
  }

  static List<Filter> network(Guard guard) {
    return switch (guard) {
      case Rbac rbac -> List.of(RbacTranslator.network(rbac));
      case Refusal refusal -> List.of(RbacTranslator.network(refusal));
      case Delegated delegated ->
          List.of(RbacTranslator.network(delegated), ExtAuthzTranslator.network(delegated));
    };
  }
}
