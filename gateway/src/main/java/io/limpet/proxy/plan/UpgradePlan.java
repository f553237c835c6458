package io.limpet.proxy.plan;

import java.util.Map;

/// Which protocols a client may change to (Envoy: `upgrade_configs` of the connection manager).
/// Types are in lower case, with whether they are allowed.
public record UpgradePlan(Map<String, Boolean> types) {
  /// The type that stands for the method CONNECT.
  public static final String CONNECT = "connect";

  public UpgradePlan {
    types = Map.copyOf(types);
  }

  /// Whether the manager allows it.
  public boolean allows(String type) {
    return types.getOrDefault(type, false);
  }

  /// Whether it may be on a route that says `route`: what a route says of a type counts before what
  /// the manager says (http_connection_manager/config.cc, createUpgradeFilterChain).
  public boolean allows(String type, Map<String, Boolean> route) {
    return route.getOrDefault(type, allows(type));
  }
}
