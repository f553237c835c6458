package io.limpet.proxy;

import io.limpet.proxy.http.Leave;
import io.limpet.proxy.listener.Chains;
import io.limpet.proxy.listener.ConnectionLimits;
import io.limpet.proxy.listener.ListenerCounters;
import io.limpet.proxy.plan.ChainMatch;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.TcpPlan;
import io.limpet.proxy.plan.transport.DownstreamTls;
import io.limpet.proxy.quic.QuicChains;
import io.limpet.proxy.quic.QuicTls;
import io.limpet.proxy.tcp.TcpConnections;
import io.limpet.proxy.tls.ServerTls;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Opens the filter chains of one listener's plan, each on every event loop, and keeps of those
/// that are open what stays: connections of a chain with the same match, and contexts of the same
/// certificates.
final class ChainMaker {
  private final Shared shared;
  private final Plan plan;
  private final ListenerPlan listener;
  private final ListenerCounters counters;
  private final Chains.Logs logs;

  /// What all listeners are made with.
  record Shared(
      List<Lane> lanes, Servings servings, Contexts contexts, List<ListenerProblem> told) {}

  /// Which chain of a listener it is. A match is one chain's only, but for the chain that takes
  /// what is left. With another `bypasses` it is another chain, whose connections ask another
  /// overload manager.
  record Key(ChainMatch match, boolean otherwise, boolean http, boolean bypasses) {}

  /// `tls` is that of TCP, null for plain text; `quic` that of QUIC.
  record Made(
      Key key,
      FilterChainPlan plan,
      OpenChain open,
      @Nullable ServerTls tls,
      @Nullable QuicTls quic) {}

  ChainMaker(Shared shared, Plan plan, ListenerPlan listener, ListenerCounters counters) {
    this.shared = shared;
    this.plan = plan;
    this.listener = listener;
    this.counters = counters;
    this.logs = logs();
  }

  ListenerPlan listener() {
    return listener;
  }

  ListenerCounters counters() {
    return counters;
  }

  /// Opens the logs of the listener's connections.
  private Chains.Logs logs() {
    boolean noted = listener.chains().all().stream().anyMatch(ChainMaker::logs);
    try {
      var lines = shared.servings().lines(listener.accessLogs());
      return new Chains.Logs(listener.name(), lines, noted);
    } catch (IOException problem) {
      tell(String.valueOf(problem.getMessage()));
      return new Chains.Logs(listener.name(), List.of(), noted);
    }
  }

  private static boolean logs(FilterChainPlan chain) {
    return chain.service() instanceof FilterChainPlan.Relay(TcpPlan tcp)
        && !tcp.logging().logs().isEmpty();
  }

  /// The chains that can be served, by their keys. `before` are those that are open.
  @SuppressWarnings("ReferenceEquality") // one of them is the one that takes what is left
  Map<Key, Made> make(Map<Key, Made> before, Leave ofListener) {
    boolean bypasses = listener.connections().bypasses();
    Leave leave = bypasses ? ofListener.with(ofListener.overload().bypassed()) : ofListener;
    Map<Key, Made> made = new LinkedHashMap<>();
    for (FilterChainPlan chain : listener.chains().all()) {
      boolean http = chain.service() instanceof FilterChainPlan.Http;
      Key key = new Key(chain.match(), chain == listener.chains().otherwise(), http, bypasses);
      try {
        @Nullable Made last = before.get(key);
        @Nullable OpenChain open = open(chain, last == null ? null : last.open(), leave);
        if (open != null) {
          made.put(key, new Made(key, chain, open, tls(chain, last), quic(chain, last)));
        }
      } catch (IOException problem) {
        tell(String.valueOf(problem.getMessage()));
      }
    }
    return made;
  }

  /// Something about the listener cannot be done.
  void tell(String problem) {
    shared.told().add(new ListenerProblem(listener.name(), problem));
  }

  private @Nullable OpenChain open(FilterChainPlan chain, @Nullable OpenChain last, Leave leave)
      throws IOException {
    return switch (chain.service()) {
      case FilterChainPlan.Http http -> {
        var serving = shared.servings().serving(plan, listener, http);
        if (last instanceof OpenChain.Http open) {
          open.serving().set(serving);
          yield open;
        }
        yield OpenChain.Http.open(serving, shared.lanes(), leave);
      }
      case FilterChainPlan.Relay relay -> {
        var serving =
            new TcpConnections.Serving(
                plan, relay.tcp(), shared.servings().lines(relay.tcp().logging().logs()));
        if (last instanceof OpenChain.Relay open) {
          open.serving().set(serving);
          yield open;
        }
        yield OpenChain.Relay.open(
            serving,
            shared.lanes().stream().map(Lane::worker).toList(),
            shared.servings().metrics(),
            shared.contexts().clients(),
            leave.overload());
      }
      case FilterChainPlan.Nothing _ -> null;
    };
  }

  private @Nullable ServerTls tls(FilterChainPlan chain, @Nullable Made last) throws SSLException {
    if (!(chain.transport() instanceof FilterChainPlan.Tls(DownstreamTls wanted))) {
      return null;
    }
    @Nullable ServerTls before = last == null ? null : last.tls();
    if (before != null && before.plan().equals(wanted)) {
      return before;
    }
    boolean http = chain.service() instanceof FilterChainPlan.Http;
    return shared.contexts().server(wanted, http);
  }

  private @Nullable QuicTls quic(FilterChainPlan chain, @Nullable Made last) {
    if (!(chain.transport() instanceof FilterChainPlan.Quic(DownstreamTls wanted))) {
      return null;
    }
    @Nullable QuicTls before = last == null ? null : last.quic();
    return before != null && before.plan().equals(wanted) ? before : shared.contexts().quic(wanted);
  }

  /// What one event loop does with connections of QUIC.
  QuicChains quicChains(Map<Key, Made> made, int lane) {
    IdentityHashMap<FilterChainPlan, QuicChains.Way> ways = new IdentityHashMap<>();
    for (Made each : made.values()) {
      if (each.quic() != null && each.open() instanceof OpenChain.Http http) {
        ways.put(
            each.plan(), new QuicChains.Way(each.quic(), limits(each), http.lanes().get(lane)));
      }
    }
    return new QuicChains(listener.chains(), ways);
  }

  private ConnectionLimits limits(Made of) {
    return ConnectionLimits.of(of.plan().limits(), shared.servings().metrics());
  }

  /// What one event loop does with connections.
  Chains chains(Map<Key, Made> made, int lane) {
    IdentityHashMap<FilterChainPlan, Chains.Way> ways = new IdentityHashMap<>();
    listener.chains().all().forEach(chain -> ways.put(chain, Chains.Way.CLOSED));
    for (Made each : made.values()) {
      if (!(each.plan().transport() instanceof FilterChainPlan.Missing)) {
        ways.put(
            each.plan(),
            new Chains.Way(
                each.tls(), each.plan().handshakeMillis(), limits(each), each.open().of(lane)));
      }
    }
    return new Chains(
        listener.inspection(), listener.connections().bufferBytes(), listener.chains(), ways, logs);
  }
}
