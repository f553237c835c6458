package io.limpet.proxy.plan.reading.listener;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.extensions.filters.network.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.filter.RbacReader;
import java.util.ArrayList;
import java.util.List;

/// The network filters that say which connections may be relayed, in their order.
final class ConnectionAccess {
  private final List<RbacPlan.Rules> rules = new ArrayList<>();
  private RbacPlan.Rules asked = RbacPlan.NO_RULES;

  /// Takes a filter that is one of these; false for any other.
  boolean take(Any config, Place at) {
    if (config.is(RBAC.class)) {
      rules.add(RbacReader.ofConnections(config, at.at("typed_config")));
      asked = RbacReader.shadowOfConnections(config, at.at("typed_config"));
      return true;
    }
    if (config.is(ExtAuthz.class)) {
      rules.add(unasked(config, at.at("typed_config")));
      return true;
    }
    return false;
  }

  List<RbacPlan.Rules> rules() {
    return List.copyOf(rules);
  }

  /// No authorizer is asked: connections that it would be asked about are closed, whatever
  /// `failure_mode_allow` says.
  private RbacPlan.Rules unasked(Any config, Place at) {
    at.ignored(
        "no authorizer is asked by Limpet's proxy: connections that it would be asked about are"
            + " closed; use Envoy");
    return at.unpack(config, ExtAuthz.class).hasFilterEnabledMetadata() ? asked : RbacPlan.NOTHING;
  }
}
