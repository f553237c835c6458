package io.limpet.proxy;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.listener.ListeningSocket;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.TcpListenerPlan;
import io.limpet.proxy.tcp.TcpConnections;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The listeners that are open and relay connections as they are. Guarded by the [Proxy].
final class TcpListeners {
  private record Open(
      AtomicReference<TcpConnections.Serving> serving,
      List<TcpConnections> connections,
      ListeningSocket socket) {}

  private final List<Worker> workers;
  private final Transport transport;
  private final Metrics metrics;
  private final Map<ListenAt, Open> open = new LinkedHashMap<>();

  TcpListeners(List<Worker> workers, Transport transport, Metrics metrics) {
    this.workers = workers;
    this.transport = transport;
    this.metrics = metrics;
  }

  /// Opens what is new; connections that are open follow the plan that they began with. Those of
  /// listeners that are gone may last for `drainMillis`.
  void update(Plan next, long drainMillis, List<ListenerProblem> problems) {
    Set<ListenAt> gone = new HashSet<>(open.keySet());
    for (TcpListenerPlan listener : next.tcpListeners().values()) {
      gone.remove(at(listener));
      try {
        serve(listener, new TcpConnections.Serving(next, listener.tcp()));
      } catch (IOException problem) {
        problems.add(new ListenerProblem(listener.name(), String.valueOf(problem.getMessage())));
      }
    }
    gone.forEach(key -> drain(key, drainMillis));
  }

  private static ListenAt at(TcpListenerPlan listener) {
    return ListenAt.of(listener.address(), listener.name());
  }

  private void serve(TcpListenerPlan listener, TcpConnections.Serving serving) throws IOException {
    @Nullable Open running = open.get(at(listener));
    if (running != null) {
      running.serving().set(serving);
      return;
    }
    AtomicReference<TcpConnections.Serving> current = new AtomicReference<>(serving);
    List<TcpConnections> connections = new ArrayList<>();
    List<Consumer<SocketChannel>> receivers = new ArrayList<>();
    for (Worker worker : workers) {
      TcpConnections each = new TcpConnections(worker, metrics, current::get);
      connections.add(each);
      receivers.add(each::accept);
    }
    Worker acceptor = workers.get(open.size() % workers.size());
    ListeningSocket socket =
        ListeningSocket.bind(listener.address(), transport, acceptor, receivers);
    open.put(at(listener), new Open(current, List.copyOf(connections), socket));
  }

  /// Those of these names accept no more; what is open is relayed on.
  void stop(Set<String> names, Plan now) {
    for (TcpListenerPlan listener : now.tcpListeners().values()) {
      @Nullable Open running = open.get(at(listener));
      if (running != null && names.contains(listener.name())) {
        running.socket().close();
      }
    }
  }

  private void drain(ListenAt key, long millis) {
    @Nullable Open listener = open.remove(key);
    if (listener != null) {
      listener.socket().close();
      for (TcpConnections each : listener.connections()) {
        var _ = each.worker().loop().schedule(each::close, millis, TimeUnit.MILLISECONDS);
      }
    }
  }

  /// Where it really listens, or null if it does not.
  @Nullable InetSocketAddress address(TcpListenerPlan wanted) {
    @Nullable Open listener = open.get(at(wanted));
    return listener == null ? null : listener.socket().address();
  }

  /// Accepts no more and cuts what is open.
  void close() {
    Set.copyOf(open.keySet()).forEach(key -> drain(key, 0));
  }
}
