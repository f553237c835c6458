package io.limpet.proxy.discovery;

import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.DnsPlan.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/// A cluster's load assignment with addresses in the place of names: all else, such as weights,
/// localities and metadata, is that of the endpoint with the name. An endpoint that has no hostname
/// of its own gets that name (strict_dns_cluster.cc).
final class ResolvedAssignment {
  private ResolvedAssignment() {}

  static ClusterLoadAssignment of(
      ClusterLoadAssignment named, Kind kind, Map<String, List<InetAddress>> addresses) {
    ClusterLoadAssignment.Builder resolved = named.toBuilder().clearEndpoints();
    for (LocalityLbEndpoints group : named.getEndpointsList()) {
      LocalityLbEndpoints.Builder there = group.toBuilder().clearLbEndpoints();
      for (LbEndpoint endpoint : group.getLbEndpointsList()) {
        List<InetAddress> known = addresses.getOrDefault(name(endpoint), List.of());
        known.stream()
            .distinct()
            .limit(kind == Kind.LOGICAL ? 1 : known.size())
            .forEach(address -> there.addLbEndpoints(at(endpoint, address)));
      }
      resolved.addEndpoints(there);
    }
    return resolved.build();
  }

  /// What is looked up for an endpoint.
  static String name(LbEndpoint endpoint) {
    return endpoint.getEndpoint().getAddress().getSocketAddress().getAddress();
  }

  private static LbEndpoint at(LbEndpoint named, InetAddress address) {
    LbEndpoint.Builder resolved = named.toBuilder();
    var endpoint = resolved.getEndpointBuilder();
    if (endpoint.getHostname().isEmpty()) {
      endpoint.setHostname(name(named));
    }
    endpoint.getAddressBuilder().getSocketAddressBuilder().setAddress(text(address));
    return resolved.build();
  }

  private static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = address instanceof Inet6Address ? text.indexOf('%') : -1;
    return scope < 0 ? text : text.substring(0, scope);
  }
}
