package io.limpet.proxy.plan;

import io.limpet.proxy.head.RequestHead;
import java.util.List;

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
    List<RbacPlan.Rules> access) {
  public TcpPlan {
    shares = List.copyOf(shares);
    access = List.copyOf(access);
  }

  /// Whether a connection may be relayed: every filter `rbac` before `tcp_proxy` lets it.
  public boolean allows(RequestHead connection) {
    for (int i = 0; i < access.size(); i++) {
      if (!access.get(i).judge(connection).allowed()) {
        return false;
      }
    }
    return true;
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
