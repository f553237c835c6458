package io.limpet.proxy.plan;

import io.limpet.proxy.plan.ChainMatch.CidrRange;
import io.limpet.proxy.plan.ChainMatch.SourceType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A listener's filter chains, as a tree that a connection goes down (Envoy:
/// filter_chain_manager_impl.cc).
///
/// Each level looks at one thing; of what fits, the most precise is taken, and nothing leads back:
/// a chain for another server name is not looked at because the protocols of this one do not fit.
public final class FilterChains {
  /// What is known of a connection. `peer` is who is said to be the client, `directPeer` who the
  /// socket is connected with; `transport` is `tls`, `raw_buffer` or `quic`.
  public record Connection(
      InetSocketAddress local,
      InetSocketAddress peer,
      InetSocketAddress directPeer,
      String serverName,
      String transport,
      List<String> applicationProtocols) {}

  /// The levels, in their order.
  private enum Level {
    DESTINATION_PORT,
    DESTINATION,
    SERVER_NAME,
    TRANSPORT,
    APPLICATION,
    DIRECT_SOURCE,
    SOURCE_TYPE,
    SOURCE,
    SOURCE_PORT
  }

  private static final Object ALL = "";

  private sealed interface Node {}

  private record Leaf(FilterChainPlan chain) implements Node {}

  /// `ranges` has the keys that are ranges, the narrowest first.
  private record Fork(Level level, Map<Object, Node> ways, List<CidrRange> ranges)
      implements Node {}

  private final List<FilterChainPlan> all;
  private final @Nullable Node root;
  private final @Nullable FilterChainPlan otherwise;

  /// `otherwise` takes what none of the others is for.
  public FilterChains(List<FilterChainPlan> chains, @Nullable FilterChainPlan otherwise) {
    List<FilterChainPlan> every = new ArrayList<>(chains);
    if (otherwise != null) {
      every.add(otherwise);
    }
    this.all = List.copyOf(every);
    this.otherwise = otherwise;
    this.root = chains.isEmpty() ? null : node(chains, 0);
  }

  /// One chain for all connections.
  public static FilterChains only(FilterChainPlan chain) {
    return new FilterChains(List.of(chain), null);
  }

  /// All of them; the one that takes what is left is the last.
  public List<FilterChainPlan> all() {
    return all;
  }

  public @Nullable FilterChainPlan otherwise() {
    return otherwise;
  }

  private static Node node(List<FilterChainPlan> chains, int depth) {
    if (depth == Level.values().length) {
      return new Leaf(chains.getFirst());
    }
    Level level = Level.values()[depth];
    Map<Object, List<FilterChainPlan>> byKey = new LinkedHashMap<>();
    for (FilterChainPlan chain : chains) {
      for (Object key : keys(level, chain.match())) {
        byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(chain);
      }
    }
    Map<Object, Node> ways = new HashMap<>();
    List<CidrRange> ranges = new ArrayList<>();
    byKey.forEach(
        (key, those) -> {
          ways.put(key, node(those, depth + 1));
          if (key instanceof CidrRange range) {
            ranges.add(range);
          }
        });
    ranges.sort((a, b) -> Integer.compare(b.bits(), a.bits()));
    return new Fork(level, Map.copyOf(ways), List.copyOf(ranges));
  }

  private static List<?> keys(Level level, ChainMatch match) {
    return switch (level) {
      case DESTINATION_PORT -> List.of(match.destinationPort());
      case DESTINATION -> orAll(match.destinations());
      case SERVER_NAME -> orAll(match.serverNames().stream().map(FilterChains::suffix).toList());
      case TRANSPORT -> List.of(match.transportProtocol());
      case APPLICATION -> orAll(match.applicationProtocols());
      case DIRECT_SOURCE -> orAll(match.directSources());
      case SOURCE_TYPE -> List.of(match.sourceType());
      case SOURCE -> orAll(match.sources());
      case SOURCE_PORT -> match.sourcePorts().isEmpty() ? List.of(0) : match.sourcePorts();
    };
  }

  /// `*.example.com` is for all that end in `.example.com`.
  private static String suffix(String serverName) {
    return serverName.startsWith("*.") ? serverName.substring(1) : serverName;
  }

  private static List<?> orAll(List<?> keys) {
    return keys.isEmpty() ? List.of(ALL) : keys;
  }

  /// The chain for a connection, or null if there is none.
  public @Nullable FilterChainPlan find(Connection connection) {
    @Nullable Node at = root;
    while (at instanceof Fork fork) {
      at = next(fork, connection);
    }
    return at instanceof Leaf(FilterChainPlan chain) ? chain : otherwise;
  }

  private static @Nullable Node next(Fork fork, Connection of) {
    Map<Object, Node> ways = fork.ways();
    return switch (fork.level()) {
      case DESTINATION_PORT -> first(ways, of.local().getPort(), 0);
      case DESTINATION -> byAddress(fork, of.local());
      case SERVER_NAME -> byServerName(ways, of.serverName());
      case TRANSPORT -> first(ways, of.transport(), ALL);
      case APPLICATION -> byProtocol(ways, of.applicationProtocols());
      case DIRECT_SOURCE -> byAddress(fork, of.directPeer());
      case SOURCE_TYPE ->
          first(ways, isLocal(of) ? SourceType.LOCAL : SourceType.EXTERNAL, SourceType.ANY);
      case SOURCE -> byAddress(fork, of.peer());
      case SOURCE_PORT -> first(ways, of.peer().getPort(), 0);
    };
  }

  private static @Nullable Node first(Map<Object, Node> ways, Object key, Object otherwise) {
    @Nullable Node found = ways.get(key);
    return found == null ? ways.get(otherwise) : found;
  }

  private static @Nullable Node byAddress(Fork fork, InetSocketAddress at) {
    if (!fork.ranges().isEmpty()) {
      byte[] address = at.getAddress().getAddress();
      for (CidrRange range : fork.ranges()) {
        if (range.contains(address)) {
          return fork.ways().get(range);
        }
      }
    }
    return fork.ways().get(ALL);
  }

  private static @Nullable Node byServerName(Map<Object, Node> ways, String name) {
    @Nullable Node found = ways.get(name);
    for (int dot = name.indexOf('.', 1); found == null && dot > 0; ) {
      found = ways.get(name.substring(dot));
      dot = name.indexOf('.', dot + 1);
    }
    return found == null ? ways.get(ALL) : found;
  }

  private static @Nullable Node byProtocol(Map<Object, Node> ways, List<String> protocols) {
    for (String protocol : protocols) {
      @Nullable Node found = ways.get(protocol);
      if (found != null) {
        return found;
      }
    }
    return ways.get(ALL);
  }

  private static boolean isLocal(Connection connection) {
    InetAddress peer = connection.peer().getAddress();
    return peer.isLoopbackAddress() || peer.equals(connection.local().getAddress());
  }
}
