package io.limpet.mesh.building;

import io.limpet.mesh.RouteTable;
import io.limpet.mesh.RouteTable.Host;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps the parts of a route table that did not change.
final class Sharing {
  private Sharing() {}

  static RouteTable table(@Nullable RouteTable old, RouteTable now) {
    if (old == null) {
      return now;
    }
    if (now.equals(old)) {
      return old;
    }
    Map<String, Host> known = new HashMap<>();
    old.hosts().forEach(host -> known.put(host.name(), host));
    List<Host> hosts =
        now.hosts().stream()
            .map(
                host -> {
                  Host before = known.get(host.name());
                  return before != null && before.equals(host) ? before : host;
                })
            .toList();
    return new RouteTable(now.name(), hosts);
  }
}
