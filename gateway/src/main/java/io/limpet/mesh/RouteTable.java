package io.limpet.mesh;

import java.util.List;

/// The hosts of one listener, sorted by name.
public record RouteTable(String name, List<Host> hosts) {
  public RouteTable {
    hosts = List.copyOf(hosts);
  }

  /// Requests for any of `domains`. `session` is what the host itself asks for, apart from its
  /// routes; `redirectToTls` sends every caller to https. One that `refusesAll` stands where
  /// nothing is routed at all.
  public record Host(
      String name,
      List<String> domains,
      boolean redirectToTls,
      boolean refusesAll,
      SessionPolicy session,
      List<Route> routes) {
    public Host {
      domains = List.copyOf(domains);
      routes = List.copyOf(routes);
    }
  }
}
