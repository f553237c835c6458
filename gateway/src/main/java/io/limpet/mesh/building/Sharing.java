package io.limpet.mesh.building;

import io.limpet.mesh.Kept;
import io.limpet.mesh.RouteTable;
import io.limpet.mesh.RouteTable.Host;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Keeps the parts that did not change.
final class Sharing {
  private Sharing() {}

  static <T> NavigableMap<String, T> byName(
      Map<String, T> old, List<T> now, Function<T, String> name) {
    TreeMap<String, T> shared = new TreeMap<>();
    for (T each : now) {
      String known = name.apply(each);
      shared.put(known, Kept.of(old.get(known), each));
    }
    return shared;
  }

  static NavigableMap<String, RouteTable> tables(
      Map<String, RouteTable> old, List<RouteTable> now) {
    TreeMap<String, RouteTable> shared = new TreeMap<>();
    for (RouteTable each : now) {
      shared.put(each.name(), table(old.get(each.name()), each));
    }
    return shared;
  }

  /// Of a table that changed, the hosts that did not.
  private static RouteTable table(@Nullable RouteTable old, RouteTable now) {
    if (old == null || now.equals(old)) {
      return Kept.of(old, now);
    }
    NavigableMap<String, Host> known = byName(Map.of(), old.hosts(), Host::name);
    return new RouteTable(
        now.name(),
        now.hosts().stream().map(host -> Kept.of(known.get(host.name()), host)).toList());
  }
}
