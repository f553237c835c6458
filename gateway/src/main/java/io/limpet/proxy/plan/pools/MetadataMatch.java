package io.limpet.proxy.plan.pools;

import io.limpet.jwt.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a route asks of its endpoints' metadata (Envoy: `metadata_match`, of the filter
/// `envoy.lb`). Only clusters with subsets look at it.
public final class MetadataMatch {
  public static final MetadataMatch NONE = new MetadataMatch(Map.of());

  public static final String FILTER = "envoy.lb";
  private static final String FALLBACK_LIST = "fallback_list";

  private final Map<String, Json> criteria;

  private MetadataMatch(Map<String, Json> criteria) {
    this.criteria = criteria;
  }

  static MetadataMatch of(Map<String, Json> criteria) {
    return criteria.isEmpty() ? NONE : new MetadataMatch(Map.copyOf(criteria));
  }

  /// These criteria, and more specific ones over them.
  public MetadataMatch with(Json.Fields others) {
    if (others.fields().isEmpty()) {
      return this;
    }
    Map<String, Json> merged = new TreeMap<>(criteria);
    merged.putAll(others.fields());
    return of(merged);
  }

  /// What to ask for in turn, if the criteria have a list of that; null if they have none (Envoy:
  /// `metadata_fallback_policy`).
  @Nullable List<MetadataMatch> fallbacks() {
    @Nullable Json list = criteria.get(FALLBACK_LIST);
    if (list == null) {
      return null;
    }
    Map<String, Json> others = new TreeMap<>(criteria);
    others.remove(FALLBACK_LIST);
    MetadataMatch without = of(others);
    return list instanceof Json.Items(List<Json> items) && !items.isEmpty()
        ? items.stream().map(without::over).toList()
        : List.of(without);
  }

  /// What is no object asks for nothing more.
  private MetadataMatch over(Json item) {
    return item instanceof Json.Fields fields ? with(fields) : this;
  }

  /// The criteria of these names.
  MetadataMatch only(Set<String> names) {
    Map<String, Json> kept = new TreeMap<>(criteria);
    kept.keySet().retainAll(names);
    return of(kept);
  }

  Set<String> names() {
    return criteria.keySet();
  }

  boolean isEmpty() {
    return criteria.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetadataMatch match && criteria.equals(match.criteria);
  }

  @Override
  public int hashCode() {
    return criteria.hashCode();
  }
}
