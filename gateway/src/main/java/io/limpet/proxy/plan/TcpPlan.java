package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.pools.HashPolicies;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a `tcp_proxy` does with a listener's connections (tcp_proxy.proto). Times are in
/// milliseconds, 0 for none.
public record TcpPlan(
    String statPrefix,
    List<Share> shares,
    int totalWeight,
    HashPolicies hash,
    int connectAttempts,
    long idleMillis,
    long durationMillis,
    List<RbacPlan.Rules> access,
    Logging logging) {
  public TcpPlan {
    shares = List.copyOf(shares);
    access = List.copyOf(access);
  }

  /// Its access logs: a line when a connection ends, one each `intervalMillis` before that (0 for
  /// none), and, if `atConnected`, one when its endpoint took it.
  public record Logging(List<AccessLogPlan> logs, long intervalMillis, boolean atConnected) {
    public static final Logging NONE = new Logging(List.of(), 0, false);

    public Logging {
      logs = List.copyOf(logs);
    }
  }

  /// Why a connection may not be relayed, or null where every filter `rbac` before `tcp_proxy` lets
  /// it.
  public RbacPlan.@Nullable Verdict refusal(RequestHead connection) {
    for (int i = 0; i < access.size(); i++) {
      RbacPlan.Verdict verdict = access.get(i).judge(connection);
      if (!verdict.allowed()) {
        return verdict;
      }
    }
    return null;
  }

  /// A cluster, and its part of the connections.
  public record Share(String cluster, int weight) {}

  /// The cluster of a connection that drew this number.
  public String cluster(long chance) {
    long rest = Long.remainderUnsigned(chance, totalWeight);
    for (Share share : shares) {
      rest -= share.weight();
      if (rest < 0) {
        return share.cluster();
      }
    }
    throw new IllegalStateException("weights " + shares + " do not sum to " + totalWeight);
  }
}
