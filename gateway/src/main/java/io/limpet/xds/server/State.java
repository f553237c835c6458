package io.limpet.xds.server;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that one kind of gateways is told at one moment. `changed` are the names that differ from
/// the state before, so that nobody has to look at the others. Numbers begin with 1.
record State(long number, String version, Map<ResourceType, OfType> types, Moments moments) {
  State {
    types = Collections.unmodifiableMap(new EnumMap<>(types));
  }

  /// When the first of the changes that it has came, and when it was told to the streams; both as
  /// [System#nanoTime].
  record Moments(long changed, long told) {}

  record OfType(NavigableMap<String, Item> items, Set<String> changed) {
    static final OfType EMPTY = new OfType(Collections.emptyNavigableMap(), Set.of());

    OfType {
      items = Collections.unmodifiableNavigableMap(items); // thousands, and nobody else's
      changed = Set.copyOf(changed);
    }
  }

  OfType of(ResourceType type) {
    return types.getOrDefault(type, OfType.EMPTY);
  }

  @Nullable Item find(ResourceType type, String name) {
    return of(type).items().get(name);
  }

  /// Whether the changed names are all that is different from the state of this number.
  boolean follows(long other) {
    return number == other + 1;
  }
}
