package io.limpet.proxy.plan;

import io.limpet.proxy.plan.transport.DownstreamTls;
import java.util.List;

/// One of a listener's filter chains: what its connections are like, and what is done with them.
/// `match` is different for each chain of a listener. `handshakeMillis` is 0 for no limit.
public record FilterChainPlan(
    String name,
    ChainMatch match,
    Transport transport,
    long handshakeMillis,
    List<ConnectionLimitPlan> limits,
    Service service) {
  public FilterChainPlan {
    limits = List.copyOf(limits);
  }

  /// What carries the bytes (Envoy: transport_socket).
  public sealed interface Transport {}

  public record Plain() implements Transport {}

  public record Tls(DownstreamTls tls) implements Transport {}

  public record Quic(DownstreamTls tls) implements Transport {}

  /// A certificate is not there yet: every connection is closed, and nothing is said in plain text.
  public record Missing(String secret) implements Transport {}

  /// What is done with the bytes.
  public sealed interface Service {}

  public record Http(HttpPlan http, RouteTable routes) implements Service {}

  public record Relay(TcpPlan tcp) implements Service {}

  /// Routes that are not read yet: connections would be closed.
  public record Nothing() implements Service {}

  public static final Transport PLAIN = new Plain();

  /// A chain that takes every connection as it comes.
  public static FilterChainPlan any(Service service) {
    return new FilterChainPlan("", ChainMatch.ANY, PLAIN, 0, List.of(), service);
  }

  public FilterChainPlan serving(Service other) {
    return new FilterChainPlan(name, match, transport, handshakeMillis, limits, other);
  }
}
