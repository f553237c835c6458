package io.limpet.proxy.plan;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a route asks of its endpoints' metadata (Envoy: `metadata_match`, of the filter
/// `envoy.lb`). Only clusters with subsets look at it.
public final class MetadataMatch {
  public static final MetadataMatch NONE = new MetadataMatch(Map.of());

  static final String FILTER = "envoy.lb";
  private static final String FALLBACK_LIST = "fallback_list";

  private final Map<String, Value> criteria;

  private MetadataMatch(Map<String, Value> criteria) {
    this.criteria = criteria;
  }

  static MetadataMatch of(Map<String, Value> criteria) {
    return criteria.isEmpty() ? NONE : new MetadataMatch(Map.copyOf(criteria));
  }

  /// These criteria, and those of a more specific message over them.
  MetadataMatch with(Metadata message) {
    return with(message.getFilterMetadataOrDefault(FILTER, Struct.getDefaultInstance()));
  }

  private MetadataMatch with(Struct struct) {
    if (struct.getFieldsCount() == 0) {
      return this;
    }
    Map<String, Value> merged = new TreeMap<>(criteria);
    merged.putAll(struct.getFieldsMap());
    return of(merged);
  }

  /// What to ask for in turn, if the criteria have a list of that; null if they have none (Envoy:
  /// `metadata_fallback_policy`).
  @Nullable List<MetadataMatch> fallbacks() {
    @Nullable Value list = criteria.get(FALLBACK_LIST);
    if (list == null) {
      return null;
    }
    Map<String, Value> others = new TreeMap<>(criteria);
    others.remove(FALLBACK_LIST);
    MetadataMatch without = of(others);
    List<Value> values = list.getListValue().getValuesList();
    return values.isEmpty()
        ? List.of(without)
        : values.stream().map(value -> without.with(value.getStructValue())).toList();
  }

  /// The criteria of these names.
  MetadataMatch only(Set<String> names) {
    Map<String, Value> kept = new TreeMap<>(criteria);
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
