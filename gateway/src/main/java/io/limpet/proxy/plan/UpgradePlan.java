package io.limpet.proxy.plan;

import java.util.Map;

/// Which protocols a client may change to (Envoy: `upgrade_configs` of the manager and of routes).
/// Types are in lower case, with whether they are allowed.
public record UpgradePlan(Map<String, Boolean> types) {
  public static final UpgradePlan NONE = new UpgradePlan(Map.of());

  public UpgradePlan {
    types = Map.copyOf(types);
  }

  /// Whether it may be, where the route says `route`: what a route says of a type counts before
  /// what the manager says (http_connection_manager/config.cc, createUpgradeFilterChain).
  public boolean allows(String type, UpgradePlan route) {
    return route.types.getOrDefault(type, types.getOrDefault(type, false));
  }
}
