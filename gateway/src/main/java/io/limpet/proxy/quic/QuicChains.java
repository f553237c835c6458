package io.limpet.proxy.quic;

import io.limpet.proxy.listener.ConnectionLimits;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.FilterChains;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The filter chains of a listener that speaks QUIC on one event loop, at one moment.
public final class QuicChains {
  private static final List<String> PROTOCOLS = List.of("h3");

  /// What a chain does with its connections.
  public record Way(QuicTls tls, ConnectionLimits limits, QuicConnections to) {}

  private final FilterChains plans;
  private final IdentityHashMap<FilterChainPlan, Way> ways;

  /// A chain is itself alone: two that are equal are two. One that is not in `ways` takes no
  /// connections.
  public QuicChains(FilterChains plans, IdentityHashMap<FilterChainPlan, Way> ways) {
    this.plans = plans;
    this.ways = new IdentityHashMap<>(ways);
  }

  /// The way of a connection, or null where no chain is for it.
  @Nullable Way find(InetSocketAddress peer, InetSocketAddress local, String serverName) {
    FilterChainPlan found =
        plans.find(new FilterChains.Connection(local, peer, peer, serverName, "quic", PROTOCOLS));
    return found == null ? null : ways.get(found);
  }
}
