package io.limpet.mesh.building.policies;

import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Resource;
import io.limpet.model.istio.AuthorizationPolicy;
import io.limpet.model.istio.ClosedPolicy;
import io.limpet.model.istio.PolicyTarget;
import io.limpet.model.istio.PolicyTarget.Reference;
import io.limpet.model.istio.RequestAuthentication;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// The gateway that policies may be for (`policyattachment.go` in Istio's `pilot/pkg/model`).
public record Workload(String namespace, Map<String, String> labels, String rootNamespace) {
  /// Names the Gateway of the Gateway API that a workload serves.
  private static final String GATEWAY_LABEL = "gateway.networking.k8s.io/gateway-name";

  private static final Reference NO_GATEWAY = new Reference("", "", "");

  public Workload {
    labels = OrderedMap.copyOf(labels);
  }

  /// Those of the policies that are for this gateway, the root namespace's first. `policies` are in
  /// the order of their age.
  public List<Resource> chosen(Collection<? extends Resource> policies) {
    LinkedHashSet<Resource> chosen = new LinkedHashSet<>();
    for (String each : List.of(rootNamespace, namespace)) {
      for (Resource policy : policies) {
        if (policy.metadata().namespace().equals(each) && isFor(policy)) {
          chosen.add(policy);
        }
      }
    }
    policies.stream().filter(Workload::isEverywhere).forEach(chosen::add);
    return List.copyOf(chosen);
  }

  private static boolean isEverywhere(Resource policy) {
    return policy instanceof ClosedPolicy closed && closed.everywhere();
  }

  private boolean isFor(Resource policy) {
    return switch (policy) {
      case AuthorizationPolicy each -> isFor(each.target(), each.metadata());
      case RequestAuthentication each -> isFor(each.target(), each.metadata());
      case ClosedPolicy each -> isFor(each.target(), each.metadata());
      default -> throw new IllegalStateException(policy.id() + " is no policy");
    };
  }

  /// A gateway of the Gateway API is named; any other is chosen by its labels.
  public boolean isFor(PolicyTarget target, Metadata metadata) {
    if (target.references().isEmpty()) {
      return labels.entrySet().containsAll(target.selector().entrySet());
    }
    String gateway = labels.get(GATEWAY_LABEL);
    Reference own =
        gateway == null
            ? NO_GATEWAY
            : new Reference("gateway.networking.k8s.io", "Gateway", gateway);
    return metadata.namespace().equals(namespace) && target.references().contains(own);
  }
}
