package io.limpet.proxy.quic;

import io.limpet.proxy.listener.ConnectionLimits;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.FilterChains;
import io.netty.handler.ssl.ClientAuth;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The filter chains of a listener that speaks QUIC on one event loop, at one moment.
public final class QuicChains {
  private static final List<String> PROTOCOLS = List.of("h3");

  /// What a chain does with its connections.
  public record Way(QuicTls tls, ConnectionLimits limits, QuicConnections to) {}

  private final FilterChains plans;
  private final IdentityHashMap<FilterChainPlan, Way> ways;
  private final ClientAuth asks;

  /// A chain is itself alone: two that are equal are two. One that is not in `ways` takes no
  /// connections.
  public QuicChains(FilterChains plans, IdentityHashMap<FilterChainPlan, Way> ways) {
    this.plans = plans;
    this.ways = new IdentityHashMap<>(ways);
    this.asks = asks(ways.values());
  }

  /// What is asked of clients: where the chains do not agree, each may show a certificate, as which
  /// chain is a client's is seen too late; the chain decides.
  ClientAuth asks() {
    return asks;
  }

  private static ClientAuth asks(Collection<Way> ways) {
    Set<ClientAuth> asked = EnumSet.noneOf(ClientAuth.class);
    ways.forEach(way -> asked.add(way.tls().asks()));
    return switch (asked.size()) {
      case 0 -> ClientAuth.NONE;
      case 1 -> asked.iterator().next();
      default -> ClientAuth.OPTIONAL;
    };
  }

  /// The way of a connection, or null where no chain is for it.
  @Nullable Way find(InetSocketAddress peer, InetSocketAddress local, String serverName) {
    FilterChainPlan found =
        plans.find(new FilterChains.Connection(local, peer, peer, serverName, "quic", PROTOCOLS));
    return found == null ? null : ways.get(found);
  }
}
