package io.limpet.mesh.building.rules;

import io.limpet.model.istio.ConnectionPool;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.TrafficPolicy;
import io.limpet.model.istio.TrafficPolicy.ClientTls;
import io.limpet.model.istio.TrafficPolicy.OutlierDetection;
import io.limpet.model.istio.TrafficPolicy.PortPolicy;
import io.limpet.model.istio.TrafficPolicy.ProxyProtocol;
import io.limpet.model.istio.TrafficPolicy.RetryBudget;
import org.jspecify.annotations.Nullable;

/// The policy that holds for one port of a service or subset. Blocks are taken whole, never field
/// by field (`GetPortLevelTrafficPolicy` and `MergeSubsetTrafficPolicy` in Istio's pilot).
public record EffectivePolicy(
    @Nullable LoadBalancer loadBalancer,
    @Nullable ConnectionPool connectionPool,
    @Nullable OutlierDetection outlierDetection,
    @Nullable ClientTls tls,
    @Nullable ProxyProtocol proxyProtocol,
    @Nullable RetryBudget retryBudget) {
  static final EffectivePolicy NONE = new EffectivePolicy(null, null, null, null, null, null);

  public static EffectivePolicy of(DestinationRules.@Nullable Rule rule, int port) {
    return rule == null ? NONE : of(rule.policy(), port);
  }

  public static EffectivePolicy of(
      DestinationRules.Rule rule, DestinationRule.Subset subset, int port) {
    EffectivePolicy base = of(rule.policy(), port);
    TrafficPolicy written = subset.trafficPolicy();
    if (written == null) {
      return base;
    }
    EffectivePolicy own = of(written, port);
    boolean replaces = portPolicy(written, port) != null;
    return new EffectivePolicy(
        replaces || own.loadBalancer != null ? own.loadBalancer : base.loadBalancer,
        replaces || own.connectionPool != null ? own.connectionPool : base.connectionPool,
        replaces || own.outlierDetection != null ? own.outlierDetection : base.outlierDetection,
        replaces || own.tls != null ? own.tls : base.tls,
        own.proxyProtocol != null ? own.proxyProtocol : base.proxyProtocol,
        own.retryBudget != null ? own.retryBudget : base.retryBudget);
  }

  /// With the mesh's blocks where nothing stands here (`defaultTrafficPolicy`).
  public EffectivePolicy over(@Nullable TrafficPolicy mesh) {
    return mesh == null
        ? this
        : new EffectivePolicy(
            loadBalancer,
            connectionPool == null ? mesh.connectionPool() : connectionPool,
            outlierDetection == null ? mesh.outlierDetection() : outlierDetection,
            tls,
            proxyProtocol,
            retryBudget);
  }

  private static EffectivePolicy of(@Nullable TrafficPolicy policy, int port) {
    if (policy == null) {
      return NONE;
    }
    PortPolicy ofPort = portPolicy(policy, port);
    return ofPort == null
        ? new EffectivePolicy(
            policy.loadBalancer(),
            policy.connectionPool(),
            policy.outlierDetection(),
            policy.tls(),
            policy.proxyProtocol(),
            policy.retryBudget())
        : new EffectivePolicy(
            ofPort.loadBalancer(),
            ofPort.connectionPool(),
            ofPort.outlierDetection(),
            ofPort.tls(),
            null,
            null);
  }

  static @Nullable PortPolicy portPolicy(TrafficPolicy policy, int port) {
    for (PortPolicy each : policy.portLevelSettings()) {
      if (each.port() == port) {
        return each;
      }
    }
    return null;
  }
}
