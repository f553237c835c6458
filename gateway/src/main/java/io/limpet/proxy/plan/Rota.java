package io.limpet.proxy.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The order in which endpoints of different weights take turns.
///
/// Envoy keeps a queue in which an endpoint comes up again after 1 / weight (edf_scheduler.h). That
/// order repeats itself, so it is laid out once, and a request takes a place without a lock.
final class Rota {
  /// Longer rotas round the weights: ratios stay right to about one in ten thousand.
  private static final int LONGEST = 16_384;

  private Rota() {}

  static List<Endpoint> of(List<Endpoint> endpoints) {
    if (endpoints.stream().mapToInt(Endpoint::weight).distinct().count() <= 1) {
      return endpoints;
    }
    List<Turn> turns = turns(endpoints);
    int length = turns.stream().mapToInt(turn -> turn.weight).sum();
    PriorityQueue<Turn> queue = new PriorityQueue<>(turns);
    List<Endpoint> rota = new ArrayList<>(length);
    for (int since = 0; since < length; since++) {
      Turn turn = queue.remove();
      rota.add(turn.endpoint);
      queue.add(new Turn(turn.endpoint, turn.weight, turn.count + 1, endpoints.size() + since));
    }
    return Collections.unmodifiableList(rota);
  }

  private static List<Turn> turns(List<Endpoint> endpoints) {
    long sum = endpoints.stream().mapToLong(Endpoint::weight).sum();
    int divisor = endpoints.stream().mapToInt(Endpoint::weight).reduce(0, Rota::divisor);
    double scale = Math.min(1.0 / divisor, (double) LONGEST / sum);
    List<Turn> turns = new ArrayList<>(endpoints.size());
    for (Endpoint endpoint : endpoints) {
      int weight = (int) Math.max(1, Math.round(endpoint.weight() * scale));
      turns.add(new Turn(endpoint, weight, 1, turns.size()));
    }
    return turns;
  }

  private static int divisor(int a, int b) {
    return b == 0 ? a : divisor(b, a % b);
  }

  /// The `count`-th turn of an endpoint; those that are due at once come in the order of `since`.
  private record Turn(Endpoint endpoint, int weight, int count, int since)
      implements Comparable<Turn> {
    private static final Comparator<Turn> ORDER =
        Comparator.comparingDouble(Turn::due).thenComparingInt(Turn::since);

    double due() {
      return (double) count / weight;
    }

    @Override
    public int compareTo(Turn other) {
      return ORDER.compare(this, other);
    }
  }
}
