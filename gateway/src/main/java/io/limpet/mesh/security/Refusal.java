package io.limpet.mesh.security;

import io.limpet.mesh.security.Rbac.Policy;
import io.limpet.model.OrderedMap;
import java.util.Map;

/// Rules in place of a policy that is not carried out: what they match is denied.
public record Refusal(Map<String, Policy> rules) implements Guard {
  public Refusal {
    rules = OrderedMap.copyOf(rules);
  }
}
