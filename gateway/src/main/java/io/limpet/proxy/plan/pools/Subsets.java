package io.limpet.proxy.plan.pools;

import io.limpet.proxy.plan.pools.SubsetPolicy.Fallback;
import io.limpet.proxy.plan.pools.SubsetPolicy.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A cluster's subsets by metadata, each with pools of its own (Envoy: subset_lb.cc).
///
/// What a route's criteria lead to is found once for each criteria, and kept: a request looks it
/// up.
public final class Subsets {
  /// Routes that come and go must not make it grow for ever.
  private static final int MOST_KEPT = 1024;

  private final SubsetPolicy policy;
  private final Map<MetadataMatch, Pools> subsets;
  private final Pools any;
  private final Pools defaults;
  private final Map<Set<String>, Selector> selectors;
  private final ConcurrentHashMap<MetadataMatch, List<Pools>> found = new ConcurrentHashMap<>();

  Subsets(SubsetPolicy policy, Map<MetadataMatch, Pools> subsets, Pools any, Pools defaults) {
    this.policy = policy;
    this.subsets = Map.copyOf(subsets);
    this.any = any;
    this.defaults = defaults;
    this.selectors = selectors(policy.selectors());
  }

  /// A selector's own fallback does not count if a selector before it has the same keys first: that
  /// is how Envoy builds its tree of keys.
  private static Map<Set<String>, Selector> selectors(List<Selector> all) {
    Map<Set<String>, Selector> byKeys = new HashMap<>();
    List<List<String>> before = new ArrayList<>();
    for (Selector selector : all) {
      List<String> keys = List.copyOf(selector.keys());
      boolean known =
          before.stream()
              .anyMatch(
                  each -> each.size() >= keys.size() && each.subList(0, keys.size()).equals(keys));
      if (!known) {
        byKeys.put(Set.copyOf(keys), selector);
      }
      before.add(keys);
    }
    return byKeys;
  }

  /// The pools to choose from for these criteria: the first that gives an endpoint counts.
  public List<Pools> of(MetadataMatch match) {
    @Nullable List<Pools> known = found.get(match);
    if (known != null) {
      return known;
    }
    List<Pools> pools = new ArrayList<>();
    @Nullable List<MetadataMatch> fallbacks = policy.fallbackList() ? match.fallbacks() : null;
    for (MetadataMatch each : fallbacks == null ? List.of(match) : fallbacks) {
      find(each, pools);
    }
    List<Pools> list = List.copyOf(pools);
    if (found.size() < MOST_KEPT) {
      found.put(match, list);
    }
    return list;
  }

  private void find(MetadataMatch asked, List<Pools> pools) {
    MetadataMatch match = policy.redundantKeys() ? needed(asked) : asked;
    @Nullable Pools subset = subsets.get(match);
    if (subset != null) {
      pools.add(subset);
      return;
    }
    @Nullable Selector selector = match.isEmpty() ? null : selectors.get(match.names());
    switch (selector == null ? Fallback.UNSAID : selector.fallback()) {
      case UNSAID -> fallBack(pools);
      case NOBODY -> {}
      case ANY_ENDPOINT -> pools.add(any);
      case DEFAULT_SUBSET -> pools.add(defaults);
      case KEYS_SUBSET -> {
        if (selector != null) {
          find(match.only(selector.fallbackKeys()), pools);
        }
      }
    }
  }

  /// The criteria that the first selector has all keys of.
  private MetadataMatch needed(MetadataMatch match) {
    for (Selector selector : policy.selectors()) {
      if (match.names().containsAll(selector.keys())) {
        return match.only(selector.keys());
      }
    }
    return match;
  }

  private void fallBack(List<Pools> pools) {
    switch (policy.fallback()) {
      case UNSAID, NOBODY, KEYS_SUBSET -> {
        return;
      }
      case ANY_ENDPOINT -> pools.add(any);
      case DEFAULT_SUBSET -> pools.add(defaults);
    }
    if (policy.panicModeAny()) {
      pools.add(any);
    }
  }

  /// How many subsets there are.
  public int size() {
    return subsets.size();
  }
}
