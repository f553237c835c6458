package io.limpet.proxy.balance;

import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.Pool;
import io.limpet.proxy.plan.pools.Pools;
import io.limpet.proxy.plan.pools.PoolsRecipe.Choosing;
import io.limpet.proxy.plan.pools.Subsets;
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
    return new Choice(endpoint, ask.isHashed() ? Reason.HASHED : Reason.BALANCED);
  }

  /// What the policy of overriding names comes first, then the pools: of the whole cluster, or of
  /// the subsets that the route's criteria lead to, one after the other until one has an endpoint.
  private static @Nullable Endpoint pick(ClusterPlan cluster, Ask ask, RandomGenerator random) {
    Choosing choosing = cluster.choosing();
    if (!choosing.overrideHeaders().isEmpty()) {
      @Nullable Endpoint named = ask.nextOverride(choosing.overrideHeaders(), cluster);
      if (named != null) {
        return named;
      }
    }
    Pools pools = cluster.pools();
    @Nullable Subsets subsets = pools.subsets();
    if (subsets == null) {
      return pick(pools, choosing, ask, random);
    }
    List<Pools> candidates = subsets.of(ask.metadataMatch());
    for (int i = 0; i < candidates.size(); i++) {
      @Nullable Endpoint endpoint = pick(candidates.get(i), choosing, ask, random);
      if (endpoint != null) {
        return endpoint;
      }
    }
    return null;
  }

  /// An endpoint that was tried before is put back for another while looks are left; the last one
  /// is taken anyway (Envoy: `previous_hosts`, load_balancer_impl.cc). A table's next look goes on
  /// from the same hash.
  private static @Nullable Endpoint pick(
      Pools pools, Choosing choosing, Ask ask, RandomGenerator random) {
    if (pools.isEmpty()) {
      return null;
    }
    long ticket = pools.isHashed() ? hash(choosing, ask, random) : 0;
    int looks = ask.looksAgain();
    int again = 0;
    @Nullable Endpoint endpoint = pickOnce(pools, ticket, again, random);
    while (endpoint != null && again < looks && ask.unwanted(endpoint)) {
      again++;
      endpoint = pickOnce(pools, ticket, again, random);
    }
    return endpoint;
  }

  private static long hash(Choosing choosing, Ask ask, RandomGenerator random) {
    KeyHash key = ask.keyHash(choosing.hash());
    return key.present() ? key.value() : random.nextLong();
  }

  private static @Nullable Endpoint pickOnce(
      Pools pools, long ticket, int again, RandomGenerator random) {
    if (pools.isHashed()) {
      return pools.pool(ticket).pick(ticket, again, random);
    }
    Pool pool = pools.isSingle() ? pools.all().getFirst() : pools.pool(random.nextLong());
    return pool.pick(0, again, random);
  }
}
