package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Routes as `istioctl proxy-config route` lists them
/// (istioctl/pkg/writer/envoy/configdump/route.go).
final class RouteTable {
  private static final int DOMAINS_SHOWN = 2;

  private RouteTable() {}

  /// A row for each route, and one for a virtual host without any.
  static String verbose(List<Value.Mapping> configurations) {
    Columns table = new Columns("NAME", "VHOST NAME", "DOMAINS", "MATCH", "VIRTUAL SERVICE");
    for (Value.Mapping each : configurations) {
      Branch configuration = new Branch(each);
      String name = configuration.text("name");
      for (Branch host : configuration.items("virtualHosts")) {
        String domains = domains(host.texts("domains"));
        List<Branch> routes = host.items("routes");
        for (Branch route : routes) {
          if (!route.text("route", "cluster").equals("PassthroughCluster")) {
            String match = match(route.at("match"));
            String origin = virtualService(route.at("metadata"));
            table.row(name, host.text("name"), domains, match, origin);
          }
        }
        if (routes.isEmpty()) {
          table.row(name, host.text("name"), domains, "/*", "404");
        }
      }
    }
    return table.text();
  }

  /// A row for each route configuration.
  static String brief(List<Value.Mapping> configurations) {
    Columns table = new Columns("NAME", "VIRTUAL HOSTS");
    for (Value.Mapping each : configurations) {
      Branch configuration = new Branch(each);
      int hosts = configuration.items("virtualHosts").size();
      table.row(configuration.text("name"), Integer.toString(hosts));
    }
    return table.text();
  }

  /// By number where the names are ports, as a sidecar's; otherwise as they were dumped.
  static List<Value.Mapping> sorted(List<Value.Mapping> configurations) {
    boolean ports = configurations.stream().allMatch(each -> name(each).matches("\\d{1,9}"));
    return ports
        ? configurations.stream()
            .sorted(Comparator.comparingInt(each -> Integer.parseInt(name(each))))
            .toList()
        : configurations;
  }

  static String name(Value.Mapping configuration) {
    return new Branch(configuration).text("name");
  }

  /// A match's path; what it says of headers is not shown.
  static String match(Branch match) {
    List<String> parts = new ArrayList<>();
    String prefix = match.text("prefix");
    if (!prefix.isEmpty()) {
      parts.add(prefix + "*");
    }
    String segments = match.text("pathSeparatedPrefix");
    if (!segments.isEmpty()) {
      parts.add("PathPrefix:" + segments);
    }
    String path = match.text("path");
    if (!path.isEmpty()) {
      parts.add(path);
    }
    String regex = match.text("safeRegex", "regex");
    if (!regex.isEmpty()) {
      parts.add("regex " + regex);
    }
    return String.join(" ", parts);
  }

  /// `name.namespace` of the resource that Istio says a route or cluster came from.
  static String virtualService(Branch metadata) {
    String path = metadata.text("filterMetadata", "istio", "config");
    if (path.isEmpty()) {
      return "";
    }
    List<String> pieces = List.of(path.split("/", -1));
    if (!path.startsWith("/apis/networking.istio.io/")) {
      return "<unknown>";
    }
    return pieces.size() == 8 ? pieces.get(7) + "." + pieces.get(5) : "";
  }

  private static String domains(List<String> domains) {
    if (domains.size() < 2) {
      return String.join("", domains);
    }
    List<String> hosts = domains.stream().filter(RouteTable::withoutPort).toList();
    List<String> shown = hosts.stream().filter(host -> !spelledShorter(host, hosts)).toList();
    if (shown.size() <= DOMAINS_SHOWN) {
      return String.join(", ", shown);
    }
    int more = shown.size() - DOMAINS_SHOWN;
    return String.join(", ", shown.subList(0, DOMAINS_SHOWN)) + " + " + more + " more...";
  }

  private static boolean withoutPort(String domain) {
    boolean six = domain.chars().filter(c -> c == ':').count() > 2;
    return six ? domain.endsWith("]") : !domain.contains(":");
  }

  /// A Service's host is listed in all its forms; the shorter one tells it.
  private static boolean spelledShorter(String host, List<String> hosts) {
    return List.of(".svc.cluster.local", ".svc").stream()
        .anyMatch(
            end ->
                host.endsWith(end)
                    && hosts.contains(host.substring(0, host.length() - end.length())));
  }
}
