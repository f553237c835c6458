package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;

/// Which workloads a policy of `security.istio.io` is for: those that a selector chooses, or those
/// behind what it refers to. Nothing of both means all in its namespace, or everywhere if that is
/// the root namespace.
public record PolicyTarget(Map<String, String> selector, List<Reference> references) {
  public static final PolicyTarget ALL = new PolicyTarget(Map.of(), List.of());

  public PolicyTarget {
    selector = OrderedMap.copyOf(selector);
    references = List.copyOf(references);
  }

  /// An object in the policy's own namespace; `group` is empty for Kubernetes' core.
  public record Reference(String group, String kind, String name) {}
}
