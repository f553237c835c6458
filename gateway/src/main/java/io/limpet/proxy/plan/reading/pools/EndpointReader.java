package io.limpet.proxy.plan.reading.pools;

import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.jwt.Json;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.Endpoint.Health;
import io.limpet.proxy.plan.pools.Endpoint.Locality;
import io.limpet.proxy.plan.pools.EndpointTable;
import io.limpet.proxy.plan.pools.MetadataMatch;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.MetadataReader;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.SocketAddresses;
import io.limpet.proxy.plan.reading.transport.ProxyProtocolReader;
import io.limpet.proxy.plan.reading.transport.TransportSockets;
import io.limpet.proxy.plan.transport.UpstreamProxyProtocol;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import io.limpet.xds.resources.Formerly;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The endpoints of a load assignment, in its order.
public final class EndpointReader {
  private static final Set<String> KNOWN =
      Set.of("endpoint", "health_status", "load_balancing_weight", "metadata");

  private final ClusterState state;
  private final TransportSockets sockets;
  private final Naming naming;
  private final Formerly<LbEndpoint, Endpoint> before;
  private final List<Endpoint> found;
  private final EndpointTable byAddress;
  private final ReadEndpoints read;

  /// What names have to do with a cluster's endpoints: how they are looked up, if they are, and
  /// whether hash tables go by them and not by addresses.
  public record Naming(DnsPlan.@Nullable Kind lookedUp, boolean hashed) {}

  private EndpointReader(
      KeptCluster kept, TransportSockets sockets, Naming naming, ClusterLoadAssignment of) {
    ReadEndpoints last = kept.lastRead();
    int most = of.getEndpointsList().stream().mapToInt(each -> each.getLbEndpointsCount()).sum();
    this.naming = naming;
    this.state = kept.state();
    this.sockets = sockets;
    this.before = last.naming().equals(naming) ? last.again() : ReadEndpoints.none().again();
    this.found = new ArrayList<>(most);
    this.byAddress = new EndpointTable(most);
    this.read = new ReadEndpoints(naming, new ArrayList<>(most), new ArrayList<>(most));
  }

  /// All endpoints in their order, and by their addresses the first of each.
  public record Found(List<Endpoint> endpoints, EndpointTable byAddress) {}

  /// What was made of messages the last time: those that are the same object still, and of which
  /// nothing was to be told, need not be read again.
  record ReadEndpoints(Naming naming, List<LbEndpoint> messages, List<Endpoint> endpoints) {
    static ReadEndpoints none() {
      return new ReadEndpoints(new Naming(null, false), List.of(), List.of());
    }

    private void add(LbEndpoint message, Endpoint endpoint) {
      messages.add(message);
      endpoints.add(endpoint);
    }

    @SuppressWarnings(
        "ReferenceEquality") // to compare what messages say is as dear as to read them
    private Formerly<LbEndpoint, Endpoint> again() {
      return new Formerly<>(messages, endpoints, (then, now) -> then == now);
    }
  }

  public static Found read(
      ClusterLoadAssignment assignment,
      KeptCluster kept,
      TransportSockets sockets,
      Naming naming,
      Place place) {
    place.onlyKnows(assignment, Set.of("cluster_name", "endpoints", "policy"));
    place
        .at("policy")
        .onlyKnows(
            assignment.getPolicy(), Set.of("overprovisioning_factor", "weighted_priority_health"));
    EndpointReader reader = new EndpointReader(kept, sockets, naming, assignment);
    for (int i = 0; i < assignment.getEndpointsCount(); i++) {
      reader.readLocality(assignment.getEndpoints(i), place.at("endpoints", i));
    }
    kept.lastRead(reader.read);
    return new Found(List.copyOf(reader.found), reader.byAddress);
  }

  @SuppressWarnings("ReferenceEquality") // most endpoints of a locality have one transport
  private void readLocality(LocalityLbEndpoints group, Place at) {
    at.onlyKnows(
        group, Set.of("locality", "lb_endpoints", "load_balancing_weight", "priority", "metadata"));
    Locality locality = locality(group);
    @Nullable Around around = null;
    for (int i = 0; i < group.getLbEndpointsCount(); i++) {
      LbEndpoint endpoint = group.getLbEndpoints(i);
      if (sockets.of(endpoint, group) instanceof TransportSockets.Spoken(UpstreamTransport by)) {
        if (around == null || around.transport() != by) {
          around = new Around(locality, group.getPriority(), by);
        }
        Endpoint known = known(endpoint, around);
        add(known == null ? readEndpoint(endpoint, around, at.at("lb_endpoints", i)) : known);
      } else {
        at.at("lb_endpoints", i).onlyKnows(endpoint, KNOWN);
      }
    }
  }

  private @Nullable Endpoint known(LbEndpoint endpoint, Around around) {
    Endpoint known = before.of(endpoint);
    if (known == null || !isStill(known, around)) {
      return null;
    }
    read.add(endpoint, known);
    return known;
  }

  private Endpoint readEndpoint(LbEndpoint endpoint, Around around, Place at) {
    int problems = at.problems().size();
    at.onlyKnows(endpoint, KNOWN);
    Endpoint made = endpoint(endpoint, around, at);
    if (at.problems().size() == problems) {
      read.add(endpoint, made);
    }
    return made;
  }

  @SuppressWarnings("ReferenceEquality") // transports are few, and made anew with their secrets
  private boolean isStill(Endpoint known, Around around) {
    return known.locality().equals(around.locality())
        && known.priority() == around.priority()
        && known.transport() == around.transport()
        && !known.state().isForgotten();
  }

  /// Envoy keeps the first of two endpoints with one address; those of different names it keeps
  /// (1.40, measured).
  private void add(Endpoint endpoint) {
    boolean first = byAddress.add(endpoint);
    if (first || naming.lookedUp() == DnsPlan.Kind.STRICT) {
      found.add(endpoint);
    }
  }

  /// What an endpoint is besides what its own message says.
  private record Around(Locality locality, int priority, UpstreamTransport transport) {}

  static Locality locality(LocalityLbEndpoints group) {
    var locality = group.getLocality();
    return new Locality(locality.getRegion(), locality.getZone(), locality.getSubZone());
  }

  private Endpoint endpoint(LbEndpoint endpoint, Around around, Place at) {
    at.at("endpoint")
        .onlyKnows(endpoint.getEndpoint(), Set.of("address", "hostname", "health_check_config"));
    InetSocketAddress socketAddress =
        SocketAddresses.ip(
            endpoint.getEndpoint().getAddress().getSocketAddress(), at.at("endpoint.address"));
    String address = SocketAddresses.text(socketAddress);
    Json.Fields metadata = MetadataReader.of(endpoint.getMetadata(), MetadataMatch.FILTER);
    return new Endpoint(
        address,
        socketAddress,
        HeadText.bytes(endpoint.getEndpoint().getHostname()),
        hashKey(endpoint, metadata, address),
        health(endpoint.getHealthStatus()),
        weight(endpoint, at),
        around.priority(),
        around.locality(),
        metadata,
        transport(around.transport(), endpoint, at),
        state.endpoint(address));
  }

  private static UpstreamTransport transport(
      UpstreamTransport transport, LbEndpoint endpoint, Place at) {
    @Nullable UpstreamProxyProtocol header = transport.header();
    return header == null
        ? transport
        : new UpstreamTransport(
            transport.tls(),
            header.with(ProxyProtocolReader.ofEndpoint(endpoint.getMetadata(), at)));
  }

  /// The key says what stays the same when an endpoint's address changes (Envoy:
  /// thread_aware_lb_impl.cc, `hashKey`).
  private String hashKey(LbEndpoint endpoint, Json.Fields metadata, String address) {
    if (metadata.get("hash_key") instanceof Json.Text(String key) && !key.isEmpty()) {
      return key;
    }
    return naming.hashed() ? HeadText.bytes(endpoint.getEndpoint().getHostname()) : address;
  }

  private static int weight(LbEndpoint endpoint, Place at) {
    if (!endpoint.hasLoadBalancingWeight()) {
      return 1;
    }
    int weight = endpoint.getLoadBalancingWeight().getValue();
    if (weight < 1) {
      throw at.at("load_balancing_weight").refused("must be from 1 to 2147483647");
    }
    return weight;
  }

  public static Health health(HealthStatus status) {
    return switch (status) {
      case UNKNOWN, UNRECOGNIZED -> Health.UNKNOWN;
      case HEALTHY -> Health.HEALTHY;
      case UNHEALTHY -> Health.UNHEALTHY;
      case DRAINING -> Health.DRAINING;
      case TIMEOUT -> Health.TIMEOUT;
      case DEGRADED -> Health.DEGRADED;
    };
  }
}
