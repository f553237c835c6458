package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.Balancing.ByLocality;
import io.limpet.proxy.plan.pools.Balancing.Hashed;
import io.limpet.proxy.plan.pools.Balancing.LeastOfAll;
import io.limpet.proxy.plan.pools.Balancing.LeastRequest;
import io.limpet.proxy.plan.pools.Balancing.LeastRequestInTurn;
import io.limpet.proxy.plan.pools.Balancing.Nobody;
import io.limpet.proxy.plan.pools.Balancing.Random;
import io.limpet.proxy.plan.pools.Balancing.RoundRobin;
import io.limpet.proxy.plan.pools.Balancing.Weighted;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Endpoints among which one choice is made. Whatever its balancing remembers is safe for all event
/// loops.
public record Pool(List<Endpoint> endpoints, Balancing balancing) {
  public Pool {
    endpoints = List.copyOf(endpoints);
  }

  /// An endpoint, or null if there is none. `hash` counts for tables alone, as does `again`: how
  /// many endpoints were refused for this choice already.
  public @Nullable Endpoint pick(long hash, int again, RandomGenerator random) {
    return switch (balancing) {
      case Nobody() -> null;
      case RoundRobin(var turn) -> turn.of(endpoints);
      case Random() -> any(random);
      case LeastRequest(int choices) -> leastBusy(any(random), choices, random);
      case LeastRequestInTurn(int choices, var turn) ->
          leastBusy(turn.of(endpoints), choices, random);
      case LeastOfAll() -> leastBusyOfAll(random);
      case Weighted weighted -> endpoints.get(weighted.next(random));
      case ByLocality byLocality -> byLocality.next(random).pick(hash, again, random);
      case Hashed(var table) -> table.endpoint(hash, again);
    };
  }

  private Endpoint any(RandomGenerator random) {
    return endpoints.get(random.nextInt(endpoints.size()));
  }

  private Endpoint leastBusy(Endpoint first, int choices, RandomGenerator random) {
    Endpoint best = first;
    for (int i = 1; i < choices; i++) {
      Endpoint other = any(random);
      if (other.state().active() < best.state().active()) {
        best = other;
      }
    }
    return best;
  }

  /// Each of `equals` that are least busy has the same chance (least_request_lb.cc).
  private Endpoint leastBusyOfAll(RandomGenerator random) {
    Endpoint best = endpoints.getFirst();
    int least = best.state().active();
    int equals = 1;
    for (int i = 1; i < endpoints.size(); i++) {
      Endpoint other = endpoints.get(i);
      int active = other.state().active();
      if (active < least) {
        best = other;
        least = active;
        equals = 1;
      } else if (active == least && random.nextInt(++equals) == 0) {
        best = other;
      }
    }
    return best;
  }
}
