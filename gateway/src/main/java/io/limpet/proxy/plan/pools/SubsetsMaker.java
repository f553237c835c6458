package io.limpet.proxy.plan.pools;

import io.limpet.jwt.Json;
import io.limpet.proxy.plan.pools.Balancing.Turn;
import io.limpet.proxy.plan.pools.PoolsMaker.Settings;
import io.limpet.proxy.plan.pools.SubsetPolicy.Fallback;
import io.limpet.proxy.plan.pools.SubsetPolicy.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Puts endpoints into the subsets that their metadata gives.
final class SubsetsMaker {
  private static final Map<String, Json> NOTHING = Map.of();

  private final SubsetPolicy policy;
  private final Policy balancing;
  private final Settings settings;
  private final List<Endpoint> all;

  SubsetsMaker(SubsetPolicy policy, Policy balancing, Settings settings, List<Endpoint> endpoints) {
    this.policy = policy;
    this.balancing = balancing;
    this.settings = settings;
    this.all = endpoints;
  }

  Pools make() {
    Map<MetadataMatch, Set<Endpoint>> members = new HashMap<>();
    Map<MetadataMatch, Boolean> single = new HashMap<>();
    for (Endpoint endpoint : all) {
      for (Selector selector : policy.selectors()) {
        for (Map<String, Json> values : values(selector, endpoint)) {
          MetadataMatch key = MetadataMatch.of(values);
          single.putIfAbsent(key, selector.singleHost());
          members.computeIfAbsent(key, _ -> new LinkedHashSet<>()).add(endpoint);
        }
      }
    }
    Map<MetadataMatch, Pools> subsets = new HashMap<>();
    members.forEach(
        (key, endpoints) -> {
          List<Endpoint> list = List.copyOf(endpoints);
          subsets.put(key, Boolean.TRUE.equals(single.get(key)) ? onlyOne(list) : pools(list));
        });
    Pools any = needsAny() ? pools(all) : Pools.NONE;
    Pools defaults = policy.uses(Fallback.DEFAULT_SUBSET) ? pools(defaults()) : Pools.NONE;
    return Pools.bySubset(all, new Subsets(policy, subsets, any, defaults));
  }

  private boolean needsAny() {
    return policy.uses(Fallback.ANY_ENDPOINT) || policy.panicModeAny();
  }

  private List<Endpoint> defaults() {
    return all.stream().filter(this::isInDefault).toList();
  }

  private boolean isInDefault(Endpoint endpoint) {
    return policy.defaultSubset().fields().entrySet().stream()
        .allMatch(
            wanted -> {
              @Nullable Json value = endpoint.metadata().get(wanted.getKey());
              return value != null && alternatives(value).contains(wanted.getValue());
            });
  }

  /// With `list_as_any` a list stands for each of its values.
  private List<Json> alternatives(Json value) {
    return policy.listAsAny() && value instanceof Json.Items(List<Json> items)
        ? items
        : List.of(value);
  }

  /// Each combination of the values that the endpoint has for the keys; none if it lacks a key.
  private List<Map<String, Json>> values(Selector selector, Endpoint endpoint) {
    List<Map<String, Json>> combinations = List.of();
    for (String key : selector.keys()) {
      @Nullable Json value = endpoint.metadata().get(key);
      if (value == null) {
        return List.of();
      }
      List<Map<String, Json>> longer = new ArrayList<>();
      for (Map<String, Json> each : combinations.isEmpty() ? List.of(NOTHING) : combinations) {
        for (Json alternative : alternatives(value)) {
          Map<String, Json> with = new TreeMap<>(each);
          with.put(key, alternative);
          longer.add(with);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  private Pools pools(List<Endpoint> endpoints) {
    LocalityWeights localities =
        !policy.localityWeights()
            ? LocalityWeights.OFF
            : policy.scaledLocalityWeights()
                ? settings.localities().scaled(all, endpoints)
                : settings.localities();
    return PoolsMaker.pools(balancing, settings.with(localities), endpoints, Turn.fresh());
  }

  /// One endpoint, whatever its health: of the first priority, and of it the first.
  private static Pools onlyOne(List<Endpoint> endpoints) {
    Endpoint first =
        endpoints.stream().min(Comparator.comparingInt(Endpoint::priority)).orElseThrow();
    return Pools.of(new Pool(List.of(first), new Balancing.Random()));
  }
}
