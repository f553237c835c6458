package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.Balancing.Turn;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a cluster's balancer remembers. Kept by name from plan to plan; shared by all event loops.
public final class ClusterState {
  private final AtomicInteger turn = new AtomicInteger();
  private final LongSupplier nanoTime;
  private final CircuitUsage usual = new CircuitUsage();
  private final CircuitUsage high = new CircuitUsage();
  private final ConcurrentHashMap<String, EndpointState> endpoints = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable LivePools> pools = new AtomicReference<>();
  private final AtomicInteger healthChanges = new AtomicInteger();
  private volatile OutlierRates answerRates = OutlierRates.NONE; // health thread
  private volatile OutlierRates localRates = OutlierRates.NONE; // health thread
  private Set<String> gone = new HashSet<>(); // configuration thread only

  public ClusterState() {
    this(System::nanoTime);
  }

  public ClusterState(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whose turn it is.
  Turn turn() {
    return new Turn(turn);
  }

  /// The clock that slow starts go by, and that [EndpointState#healthySince] is told the time of.
  public LongSupplier nanoTime() {
    return nanoTime;
  }

  public CircuitUsage usage(boolean highPriority) {
    return highPriority ? high : usual;
  }

  /// Requests that the cluster's endpoints have now.
  public long active() {
    return usual.requests.get() + (long) high.requests.get();
  }

  public EndpointState endpoint(String address) {
    return endpoints.computeIfAbsent(address, _ -> new EndpointState());
  }

  /// Makes the pools of a new plan. Health that changes meanwhile is in them when this returns, or
  /// is made part of them by whoever saw it change.
  public LivePools pools(PoolsRecipe recipe, List<Endpoint> of) {
    int before = healthChanges.get();
    LivePools made = new LivePools(recipe, of);
    pools.set(made);
    if (healthChanges.get() != before) {
      made.remake();
    }
    return made;
  }

  /// Flags of endpoints were changed: the newest plan's pools follow. Not for event loops.
  public void healthChanged() {
    healthChanges.incrementAndGet();
    LivePools newest = pools.get();
    if (newest != null) {
      newest.remake();
    }
  }

  /// What outlier detection found of the last interval: of answers, or of this side's failures.
  public OutlierRates outlierRates(boolean local) {
    return local ? localRates : answerRates;
  }

  public void outlierRates(boolean local, OutlierRates rates) {
    if (local) {
      localRates = rates;
    } else {
      answerRates = rates;
    }
  }

  /// Forgets endpoints that were already gone the last time and have no request left: one that is
  /// back at once, or that still has requests, finds its numbers again, and memory stays bounded.
  public void forgetAllBut(Predicate<String> present) {
    Set<String> goneNow = new HashSet<>();
    for (String each : endpoints.keySet()) {
      if (!present.test(each)) {
        goneNow.add(each);
      }
    }
    for (String key : goneNow) {
      EndpointState state = endpoints.get(key);
      if (gone.contains(key) && state != null && state.active() == 0) {
        endpoints.remove(key);
        state.forgotten();
      }
    }
    gone = goneNow;
  }

  /// How many endpoints are remembered.
  public int size() {
    return endpoints.size();
  }

  /// Whether no request is left that was given to one of its endpoints.
  public boolean isIdle() {
    return usual.isIdle()
        && high.isIdle()
        && endpoints.values().stream().allMatch(state -> state.active() == 0);
  }
}
