package io.limpet.proxy.balance;

import io.limpet.proxy.plan.Balancing;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.ClusterState;
import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.plan.Pool;
import io.limpet.proxy.plan.Pools;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The one function that chooses an endpoint. The proxy, `explain`, `simulate` and the tests call
/// it.
///
/// A token comes first and is held against the cluster's endpoints, never against its pools: it
/// crosses priorities, weights and panic (Envoy: host_utility.cc, `selectOverrideHost`). Where it
/// gives no endpoint, the cluster's pools do.
public final class Balancer {
  private static final Choice NOBODY = new Choice(null, Reason.NONE);
  private static final Choice REFUSED = new Choice(null, Reason.STRICT_REFUSED);

  private Balancer() {}

  /// Chooses for the next attempt. Everything it depends on is in its parameters and in the
  /// cluster's live state.
  public static Choice decide(ClusterPlan cluster, Ask ask, RandomGenerator random) {
    return switch (ask.token()) {
      case Token.Unasked() -> balanced(cluster, ask, random);
      case Token.Absent() -> moved(cluster, ask, random, Reason.NEW);
      case Token.Bad() -> moved(cluster, ask, random, Reason.TOKEN_BAD);
      case Token.Names names -> pinned(cluster, ask, names, random);
    };
  }

  /// A token counts for the first attempt. Envoy's retries forget it, strict or not; with
  /// `retryPinnedFirst` one hiccup does not move the session yet.
  private static Choice pinned(
      ClusterPlan cluster, Ask ask, Token.Names token, RandomGenerator random) {
    @Nullable Endpoint endpoint = cluster.endpoint(token.address());
    if (endpoint != null && cluster.overrideStatuses().contains(endpoint.health())) {
      boolean once = !ask.isRetry() || (cluster.retryPinnedFirst() && ask.triedOnly(endpoint));
      return once
          ? new Choice(endpoint, Reason.HIT)
          : moved(cluster, ask, random, Reason.UNHEALTHY);
    }
    if (token.strict() && !ask.isRetry()) {
      return REFUSED;
    }
    return moved(cluster, ask, random, endpoint == null ? unknown(token) : Reason.UNHEALTHY);
  }

  /// A text that is no address was never one of ours: it came from elsewhere.
  private static Reason unknown(Token.Names token) {
    String address = token.address();
    int colon = address.lastIndexOf(':');
    for (int i = colon + 1; i < address.length(); i++) {
      if (address.charAt(i) < '0' || address.charAt(i) > '9') {
        return Reason.TOKEN_BAD;
      }
    }
    boolean port = colon > 0 && colon < address.length() - 1;
    return port && isIp(address, colon) ? Reason.POD_GONE : Reason.TOKEN_BAD;
  }

  private static boolean isIp(String address, int end) {
    for (int i = 0; i < end; i++) {
      char c = address.charAt(i);
      if (Character.digit(c, 16) < 0 && ".:[]".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static Choice moved(ClusterPlan cluster, Ask ask, RandomGenerator random, Reason reason) {
    @Nullable Endpoint endpoint = pick(cluster, ask, random);
    return endpoint == null ? NOBODY : new Choice(endpoint, reason);
  }

  private static Choice balanced(ClusterPlan cluster, Ask ask, RandomGenerator random) {
    @Nullable Endpoint endpoint = pick(cluster, ask, random);
    if (endpoint == null) {
      return NOBODY;
    }
    boolean hashed = isHashed(cluster.pools()) && ask.keyHash().present();
    return new Choice(endpoint, hashed ? Reason.HASHED : Reason.BALANCED);
  }

  private static boolean isHashed(Pools pools) {
    return pools.all().getFirst().balancing() instanceof Balancing.Hashed;
  }

  /// An endpoint that was tried before is put back for another while looks are left; the last one
  /// is taken anyway (Envoy: `previous_hosts`, load_balancer_impl.cc).
  private static @Nullable Endpoint pick(ClusterPlan cluster, Ask ask, RandomGenerator random) {
    if (cluster.pools().isEmpty()) {
      return null;
    }
    int looks = ask.looksAgain();
    int again = 0;
    @Nullable Endpoint endpoint = pickOnce(cluster, ask, random, again);
    while (endpoint != null && again < looks && ask.hasTried(endpoint)) {
      again++;
      endpoint = pickOnce(cluster, ask, random, again);
    }
    return endpoint;
  }

  private static @Nullable Endpoint pickOnce(
      ClusterPlan cluster, Ask ask, RandomGenerator random, int again) {
    Pools pools = cluster.pools();
    if (!isHashed(pools)) {
      Pool pool = pools.isSingle() ? pools.all().getFirst() : pools.pool(random.nextLong());
      return pickUnhashed(pool, cluster.state(), random);
    }
    KeyHash key = ask.keyHash();
    long hash = key.present() ? key.value() : random.nextLong();
    return pools.pool(hash).balancing() instanceof Balancing.Hashed(var table)
        ? table.endpoint(hash, again)
        : null;
  }

  private static @Nullable Endpoint pickUnhashed(
      Pool pool, ClusterState state, RandomGenerator random) {
    return switch (pool.balancing()) {
      case Balancing.RoundRobin() -> next(pool.rota(), state);
      case Balancing.Random() -> any(pool.endpoints(), random);
      case Balancing.LeastRequest least -> leastBusy(pool.rota(), least, state, random);
      case Balancing.Hashed(var table) -> table.endpoint(random.nextLong(), 0);
    };
  }

  private static Endpoint next(List<Endpoint> rota, ClusterState state) {
    return rota.get(Integer.remainderUnsigned(state.nextTurn(), rota.size()));
  }

  private static Endpoint any(List<Endpoint> endpoints, RandomGenerator random) {
    return endpoints.get(random.nextInt(endpoints.size()));
  }

  private static Endpoint leastBusy(
      List<Endpoint> rota,
      Balancing.LeastRequest least,
      ClusterState state,
      RandomGenerator random) {
    Endpoint best = least.turn() ? next(rota, state) : any(rota, random);
    for (int i = 1; i < least.choices(); i++) {
      Endpoint other = any(rota, random);
      if (isLessBusy(other, best)) {
        best = other;
      }
    }
    return best;
  }

  /// By active requests for each unit of weight.
  private static boolean isLessBusy(Endpoint one, Endpoint other) {
    return (long) one.state().active() * other.weight()
        < (long) other.state().active() * one.weight();
  }
}
