package io.limpet.mesh.security;

import io.limpet.mesh.security.Rbac.Policy;
import io.limpet.model.OrderedMap;
import java.util.Map;

/// Rules of CUSTOM policies: of what they match, somebody else is asked. `marker` begins the rules'
/// names, by which Envoy's filter knows what to ask about. `dryRun` are rules of policies that only
/// run dry, which istiod nonetheless sends as if they denied.
public record Delegated(
    String marker, Map<String, Policy> rules, Map<String, Policy> dryRun, Authorizer authorizer)
    implements Guard {
  public Delegated {
    rules = OrderedMap.copyOf(rules);
    dryRun = OrderedMap.copyOf(dryRun);
  }
}
