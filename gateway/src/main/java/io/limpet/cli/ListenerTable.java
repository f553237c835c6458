package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Listeners as `istioctl proxy-config listener` lists them
/// (istioctl/pkg/writer/envoy/configdump/listener.go).
final class ListenerTable {
  private static final String HTTP = "envoy.filters.network.http_connection_manager";
  private static final String TCP = "envoy.filters.network.tcp_proxy";
  private static final String BLACK_HOLE = "BlackHoleCluster";

  private ListenerTable() {}

  /// A row for each filter chain.
  static String verbose(List<Value.Mapping> listeners) {
    Columns table = new Columns("ADDRESSES", "PORT", "MATCH", "DESTINATION");
    for (Branch listener : sorted(listeners)) {
      List<Chain> chains = new ArrayList<>();
      chains(listener).forEach(chain -> chains.add(new Chain(match(chain), destination(chain))));
      chains.sort(Comparator.comparing(Chain::destination).reversed());
      for (Chain chain : chains) {
        table.row(addresses(listener), port(listener), chain.match(), chain.destination());
      }
    }
    return table.text();
  }

  /// A row for each listener.
  static String brief(List<Value.Mapping> listeners) {
    Columns table = new Columns("ADDRESSES", "PORT", "TYPE");
    for (Branch listener : sorted(listeners)) {
      table.row(addresses(listener), port(listener), type(listener));
    }
    return table.text();
  }

  /// The address of a listener, or one of its additional addresses.
  static String address(Branch holder) {
    String pipe = holder.text("address", "pipe", "path");
    return pipe.isEmpty() ? holder.text("address", "socketAddress", "address") : "unix://" + pipe;
  }

  static String port(Branch listener) {
    return Long.toString(portNumber(listener));
  }

  private static long portNumber(Branch listener) {
    return listener.number("address", "socketAddress", "portValue");
  }

  static String type(Branch listener) {
    boolean http = false;
    boolean tcp = false;
    for (Branch chain : chains(listener)) {
      for (Branch filter : chain.items("filters")) {
        http |= filter.text("name").equals(HTTP);
        tcp |= filter.text("name").equals(TCP) && !blackHole(filter);
      }
    }
    if (http) {
      return tcp ? "HTTP+TCP" : "HTTP";
    }
    return tcp ? "TCP" : "UNKNOWN";
  }

  private record Chain(String match, String destination) {}

  private static List<Branch> sorted(List<Value.Mapping> listeners) {
    return listeners.stream()
        .map(Branch::new)
        .sorted(
            Comparator.comparingLong(ListenerTable::portNumber)
                .thenComparing(ListenerTable::address)
                .thenComparing(ListenerTable::type))
        .toList();
  }

  private static String addresses(Branch listener) {
    List<String> addresses = new ArrayList<>(List.of(address(listener)));
    listener.items("additionalAddresses").forEach(each -> addresses.add(address(each)));
    return String.join(",", addresses);
  }

  private static List<Branch> chains(Branch listener) {
    List<Branch> chains = new ArrayList<>(listener.items("filterChains"));
    Branch otherwise = listener.at("defaultFilterChain");
    if (otherwise.exists()) {
      chains.add(otherwise);
    }
    return chains;
  }

  private static String match(Branch chain) {
    Branch match = chain.at("filterChainMatch");
    List<String> parts = new ArrayList<>();
    add(parts, "SNI: ", String.join(",", match.texts("serverNames")));
    add(parts, "Trans: ", match.text("transportProtocol"));
    add(parts, "App: ", String.join(",", match.texts("applicationProtocols")));
    String port = match.text("destinationPort");
    List<String> ranges = new ArrayList<>();
    for (Branch range : match.items("prefixRanges")) {
      ranges.add(range.text("addressPrefix") + "/" + range.number("prefixLen"));
    }
    if (!ranges.isEmpty() || !port.isEmpty()) {
      String address = ranges.isEmpty() ? "*" : String.join(",", ranges);
      parts.add("Addr: " + address + (port.isEmpty() ? "" : ":" + port));
    }
    return parts.isEmpty() ? "ALL" : String.join("; ", parts);
  }

  private static void add(List<String> parts, String title, String value) {
    if (!value.isEmpty()) {
      parts.add(title + value);
    }
  }

  private static String destination(Branch chain) {
    for (Branch filter : chain.items("filters")) {
      if (filter.text("name").equals(HTTP)) {
        return httpDestination(filter.at("typedConfig"));
      }
      if (filter.text("name").equals(TCP) && !blackHole(filter)) {
        return cluster(filter.text("typedConfig", "cluster"));
      }
    }
    return "Non-HTTP/Non-TCP";
  }

  private static boolean blackHole(Branch filter) {
    return filter.text("typedConfig", "cluster").contains(BLACK_HOLE);
  }

  private static String httpDestination(Branch connectionManager) {
    Branch inline = connectionManager.at("routeConfig");
    if (inline.exists()) {
      return inlineDestination(inline);
    }
    String name = connectionManager.text("rds", "routeConfigName");
    return name.isEmpty() ? "HTTP" : "Route: " + name;
  }

  private static String inlineDestination(Branch routes) {
    List<Branch> hosts = routes.items("virtualHosts");
    if (hosts.size() == 1 && matchesAll(hosts.getFirst())) {
      return cluster(hosts.getFirst().items("routes").getFirst().text("route", "cluster"));
    }
    List<String> parts = new ArrayList<>();
    for (Branch host : hosts) {
      String domains = String.join("/", host.texts("domains"));
      List<String> matches =
          host.items("routes").stream().map(route -> RouteTable.match(route.at("match"))).toList();
      parts.add((domains.equals("*") ? "" : domains + " ") + String.join(", ", matches));
    }
    return "Inline Route: " + String.join("; ", parts);
  }

  private static boolean matchesAll(Branch host) {
    List<Branch> routes = host.items("routes");
    return host.texts("domains").equals(List.of("*"))
        && routes.size() == 1
        && routes.getFirst().text("match", "prefix").equals("/")
        && !routes.getFirst().text("route", "cluster").isEmpty();
  }

  /// `PassthroughCluster` and its like say enough by their names.
  private static String cluster(String name) {
    return name.contains("Cluster") ? name : "Cluster: " + name;
  }
}
