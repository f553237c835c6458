package io.limpet.proxy.plan.pools;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/// How an endpoint of a pool is chosen where no token names one (Envoy: the load balancing
/// policies).
public sealed interface Balancing {
  /// None: there is no endpoint, or none is to be used.
  record Nobody() implements Balancing {}

  /// The next in turn.
  record RoundRobin(Turn turn) implements Balancing {}

  /// Any, whatever its weight.
  record Random() implements Balancing {}

  /// The least busy of some that chance gives.
  record LeastRequest(int choices) implements Balancing {}

  /// The same, and the first of them is the next in turn: Limpet's own.
  record LeastRequestInTurn(int choices, Turn turn) implements Balancing {}

  /// The least busy of all; chance decides between those that are equal.
  record LeastOfAll() implements Balancing {}

  /// Turns by weight.
  record Weighted(Schedule schedule) implements Balancing {
    int next(RandomGenerator random) {
      return schedule.next(random);
    }
  }

  /// A locality by weight, and then an endpoint of it.
  record ByLocality(Schedule schedule, List<Pool> localities) implements Balancing {
    public ByLocality {
      localities = List.copyOf(localities);
    }

    public Pool next(RandomGenerator random) {
      return localities.get(schedule.next(random));
    }
  }

  /// By a hash ring or a Maglev table.
  record Hashed(HashTable table) implements Balancing {}

  /// Whose turn it is: counts up for ever, and wraps.
  record Turn(AtomicInteger count) {
    static Turn fresh() {
      return new Turn(new AtomicInteger());
    }

    public Endpoint of(List<Endpoint> endpoints) {
      return endpoints.get(Integer.remainderUnsigned(count.getAndIncrement(), endpoints.size()));
    }
  }

  Balancing NOBODY = new Nobody();
}
