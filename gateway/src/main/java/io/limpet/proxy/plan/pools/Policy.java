package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.Balancing.Turn;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A load balancing policy as it is configured: makes pools of endpoints.
public sealed interface Policy {
  /// One without a hash table.
  sealed interface Plain extends Policy {
    Pool pool(List<Endpoint> endpoints, Turn turn);
  }

  record RoundRobin(SlowStart slowStart) implements Plain {
    @Override
    public Pool pool(List<Endpoint> endpoints, Turn turn) {
      boolean weighted = isWeighted(endpoints) || slowStart.concerns(endpoints);
      return Policy.pool(
          endpoints,
          weighted ? i -> weight(endpoints.get(i)) : null,
          new Balancing.RoundRobin(turn));
    }

    private double weight(Endpoint endpoint) {
      return endpoint.weight() * slowStart.part(endpoint);
    }
  }

  record Random() implements Plain {
    @Override
    public Pool pool(List<Endpoint> endpoints, Turn turn) {
      return Policy.pool(endpoints, null, new Balancing.Random());
    }
  }

  /// `ifEqual` holds where all weights are equal; else an endpoint's weight is divided by the power
  /// `bias` of its requests and one (Envoy: least_request_lb.cc, `hostWeight`).
  record LeastRequest(IfEqual ifEqual, double bias, SlowStart slowStart) implements Plain {
    public interface IfEqual {
      Balancing of(Turn turn);
    }

    @Override
    public Pool pool(List<Endpoint> endpoints, Turn turn) {
      boolean weighted = isWeighted(endpoints) || slowStart.concerns(endpoints);
      return Policy.pool(
          endpoints, weighted ? i -> weight(endpoints.get(i)) : null, ifEqual.of(turn));
    }

    private double weight(Endpoint endpoint) {
      double busy = endpoint.state().active() + 1.0;
      double divisor = bias == 1 ? busy : Math.pow(busy, bias);
      return endpoint.weight() / divisor * slowStart.part(endpoint);
    }
  }

  private static Pool pool(
      List<Endpoint> endpoints, Edf.@Nullable Weights weights, Balancing ifEqual) {
    if (endpoints.isEmpty()) {
      return new Pool(endpoints, Balancing.NOBODY);
    }
    return new Pool(
        endpoints,
        weights == null || endpoints.size() == 1
            ? ifEqual
            : new Balancing.Weighted(new Schedule(endpoints.size(), weights)));
  }

  private static boolean isWeighted(List<Endpoint> endpoints) {
    for (Endpoint endpoint : endpoints) {
      if (endpoint.weight() != endpoints.getFirst().weight()) {
        return true;
      }
    }
    return false;
  }

  /// One with a hash table. `factor` bounds the load, in percent of the mean: 0 for no bound.
  record Hashed(TableKind kind, int factor) implements Policy {
    /// Lays endpoints out by their parts of the whole.
    public interface TableKind {
      HashTable table(List<TableEntry> entries);
    }

    /// `active` tells how many requests the cluster has now.
    Pool pool(List<TableEntry> entries, LongSupplier active) {
      HashTable table = kind.table(entries);
      return new Pool(
          entries.stream().map(TableEntry::endpoint).toList(),
          new Balancing.Hashed(
              factor > 0 ? new BoundedLoad(table, entries, factor, active) : table));
    }
  }
}
