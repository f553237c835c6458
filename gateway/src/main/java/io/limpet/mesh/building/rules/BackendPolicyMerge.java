package io.limpet.mesh.building.rules;

import io.limpet.model.istio.TrafficPolicy;
import io.limpet.model.istio.TrafficPolicy.PortPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A user's rule and what the Gateway API's policies say of the same host: the user's blocks stand,
/// the policies fill in others (`mergeBackendPolicyTrafficPolicy` in Istio's
/// `pilot/pkg/model/destination_rule.go`, since 1.31).
final class BackendPolicyMerge {
  private BackendPolicyMerge() {}

  static @Nullable TrafficPolicy merged(
      @Nullable TrafficPolicy user, @Nullable TrafficPolicy backend) {
    if (user == null || backend == null) {
      return user == null ? backend : user;
    }
    return new TrafficPolicy(
        first(user.loadBalancer(), backend.loadBalancer()),
        first(user.connectionPool(), backend.connectionPool()),
        first(user.outlierDetection(), backend.outlierDetection()),
        first(user.tls(), backend.tls()),
        first(user.proxyProtocol(), backend.proxyProtocol()),
        first(user.retryBudget(), backend.retryBudget()),
        first(user.tunnel(), backend.tunnel()),
        ports(user.portLevelSettings(), backend.portLevelSettings()));
  }

  private static List<PortPolicy> ports(List<PortPolicy> user, List<PortPolicy> backend) {
    List<PortPolicy> merged = new ArrayList<>();
    for (PortPolicy own : user) {
      PortPolicy other = find(backend, own.port());
      merged.add(other == null ? own : merged(own, other));
    }
    backend.stream().filter(each -> find(user, each.port()) == null).forEach(merged::add);
    return merged;
  }

  private static @Nullable PortPolicy find(List<PortPolicy> policies, int port) {
    return policies.stream().filter(each -> each.port() == port).findFirst().orElse(null);
  }

  private static PortPolicy merged(PortPolicy user, PortPolicy backend) {
    return new PortPolicy(
        user.port(),
        first(user.loadBalancer(), backend.loadBalancer()),
        first(user.connectionPool(), backend.connectionPool()),
        first(user.outlierDetection(), backend.outlierDetection()),
        first(user.tls(), backend.tls()));
  }

  private static <T> @Nullable T first(@Nullable T one, @Nullable T other) {
    return one == null ? other : one;
  }
}
