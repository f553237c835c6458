package io.limpet.xds.translate;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers.Thresholds;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.type.v3.Percent;
import io.limpet.mesh.Cluster.Budget;
import io.limpet.mesh.Cluster.Ejection;
import io.limpet.mesh.Cluster.Limits;
import org.jspecify.annotations.Nullable;

/// How much a cluster may be used, and when its endpoints are left out.
final class LimitTranslator {
  /// The largest unsigned number: Istio's way to say "no limit".
  private static final int UNLIMITED = -1;

  private static final UInt32Value ALWAYS = UInt32Value.of(100);
  private static final UInt32Value NEVER = UInt32Value.of(0);

  private LimitTranslator() {}

  static CircuitBreakers breakers(Limits limits) {
    Thresholds.Builder thresholds =
        Thresholds.newBuilder()
            .setMaxConnections(limit(limits.connections()))
            .setMaxPendingRequests(limit(limits.pendingRequests()))
            .setMaxRequests(limit(limits.requests()))
            .setMaxRetries(limit(limits.retries()))
            .setTrackRemaining(limits.trackRemaining());
    if (limits.budget() != null) {
      thresholds.setRetryBudget(budget(limits.budget()));
    }
    return CircuitBreakers.newBuilder().addThresholds(thresholds).build();
  }

  private static UInt32Value limit(int number) {
    return UInt32Value.of(number == 0 ? UNLIMITED : number);
  }

  private static Thresholds.RetryBudget budget(Budget budget) {
    return Thresholds.RetryBudget.newBuilder()
        .setBudgetPercent(Percent.newBuilder().setValue(budget.percent()))
        .setMinRetryConcurrency(UInt32Value.of(budget.minimumConcurrency()))
        .build();
  }

  static OutlierDetection outliers(Ejection ejection) {
    OutlierDetection.Builder message = OutlierDetection.newBuilder().setEnforcingSuccessRate(NEVER);
    if (ejection.consecutive5xx() != null) {
      message
          .setConsecutive5Xx(count(ejection.consecutive5xx()))
          .setEnforcingConsecutive5Xx(enforcing(ejection.consecutive5xx()));
    }
    if (ejection.consecutiveGatewayErrors() != null) {
      message
          .setConsecutiveGatewayFailure(count(ejection.consecutiveGatewayErrors()))
          .setEnforcingConsecutiveGatewayFailure(enforcing(ejection.consecutiveGatewayErrors()));
    }
    if (ejection.interval() != null) {
      message.setInterval(Messages.duration(ejection.interval()));
    }
    if (ejection.baseTime() != null) {
      message.setBaseEjectionTime(Messages.duration(ejection.baseTime()));
    }
    if (ejection.maximumPercent() > 0) {
      message.setMaxEjectionPercent(UInt32Value.of(ejection.maximumPercent()));
    }
    if (ejection.splitLocalErrors()) {
      splitLocalErrors(message, ejection.consecutiveLocalFailures());
    }
    return message.build();
  }

  private static void splitLocalErrors(OutlierDetection.Builder message, @Nullable Long failures) {
    message.setSplitExternalLocalOriginErrors(true).setEnforcingLocalOriginSuccessRate(NEVER);
    if (failures != null && failures > 0) {
      message
          .setConsecutiveLocalOriginFailure(count(failures))
          .setEnforcingConsecutiveLocalOriginFailure(ALWAYS);
    }
  }

  private static UInt32Value count(long number) {
    return UInt32Value.of((int) number);
  }

  private static UInt32Value enforcing(long number) {
    return number > 0 ? ALWAYS : NEVER;
  }
}
