package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.Balancing.Turn;
import io.limpet.proxy.plan.pools.PriorityLoads.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Divides endpoints into pools: by priority, health and locality (Envoy: load_balancer_impl.cc,
/// `hostSourceToUse`).
public final class PoolsMaker {
  /// `failOnPanic`: where a priority is in panic nobody is chosen, instead of anybody. `active`
  /// tells how many requests the cluster has now.
  public record Settings(
      int overprovisioning,
      boolean byWeight,
      long panicThreshold,
      boolean failOnPanic,
      LocalityWeights localities,
      LongSupplier active) {
    Settings with(LocalityWeights other) {
      return new Settings(overprovisioning, byWeight, panicThreshold, failOnPanic, other, active);
    }
  }

  private final Policy policy;
  private final Settings settings;
  private final List<Level> levels;
  private final PriorityLoads loads;
  private final List<Pool> pools = new ArrayList<>();
  private final List<Integer> percents = new ArrayList<>();
  private Turn turn;

  private PoolsMaker(Policy policy, Settings settings, List<Endpoint> endpoints, Turn turn) {
    this.policy = policy;
    this.settings = settings;
    this.levels = levels(endpoints);
    this.loads = PriorityLoads.of(levels, settings);
    this.turn = turn;
  }

  /// The pools of these endpoints. The first of them takes turns by `turn`.
  static Pools pools(Policy policy, Settings settings, List<Endpoint> endpoints, Turn turn) {
    return new PoolsMaker(policy, settings, endpoints, turn).make();
  }

  private static List<Level> levels(List<Endpoint> endpoints) {
    if (endpoints.isEmpty()) {
      return List.of();
    }
    int first = endpoints.getFirst().priority();
    if (endpoints.stream().allMatch(each -> each.priority() == first)) {
      return List.of(Level.of(endpoints));
    }
    Map<Integer, List<Endpoint>> byPriority = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      byPriority.computeIfAbsent(endpoint.priority(), _ -> new ArrayList<>()).add(endpoint);
    }
    return byPriority.values().stream().map(Level::of).toList();
  }

  private Pools make() {
    for (int i = 0; i < levels.size(); i++) {
      add(i, levels.get(i).healthy(), loads.healthy(i));
    }
    for (int i = 0; i < levels.size(); i++) {
      add(i, levels.get(i).degraded(), loads.degraded(i));
    }
    if (pools.stream().allMatch(pool -> pool.endpoints().isEmpty())) {
      return Pools.NONE;
    }
    return new Pools(pools, percents.stream().mapToInt(Integer::intValue).toArray(), panic());
  }

  /// Of each priority as endpoints have it: there may be some without endpoints.
  private boolean[] panic() {
    boolean[] panic = new boolean[levels.getLast().all().getFirst().priority() + 1];
    for (int i = 0; i < levels.size(); i++) {
      panic[levels.get(i).all().getFirst().priority()] = loads.panic(i);
    }
    return panic;
  }

  private void add(int priority, List<Endpoint> eligible, int percent) {
    if (percent > 0) {
      pools.add(pool(priority, eligible));
      percents.add(percent);
      turn = Turn.fresh();
    }
  }

  private Pool pool(int priority, List<Endpoint> eligible) {
    Level level = levels.get(priority);
    boolean panic = loads.panic(priority);
    return switch (policy) {
      case Policy.Hashed hashed -> hashed.pool(shares(level, panic), settings.active());
      case Policy.Plain plain when panic && settings.failOnPanic() ->
          new Pool(List.of(), Balancing.NOBODY);
      case Policy.Plain plain when !panic && settings.localities().on() ->
          LocalityPool.of(level, eligible, settings, plain);
      case Policy.Plain plain -> plain.pool(panic ? level.all() : eligible, turn);
    };
  }

  /// Envoy keeps its hash tables over healthy endpoints alone; a request whose hash falls to the
  /// degraded of a priority uses the same table.
  private List<TableEntry> shares(Level level, boolean panic) {
    return TableShares.of(panic ? level.all() : level.healthy(), settings.localities());
  }
}
