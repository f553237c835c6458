package io.limpet.proxy;

import io.limpet.proxy.http.Leave;
import io.limpet.proxy.listener.Arrivals;
import io.limpet.proxy.listener.Chains;
import io.limpet.proxy.listener.InheritedSockets;
import io.limpet.proxy.listener.ListenerCounters;
import io.limpet.proxy.listener.ListeningSocket;
import io.limpet.proxy.listener.SharedSocket;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A listener that is open: its socket, and its filter chains with their connections. Guarded by
/// the [Proxy].
final class OpenListener {
  private final List<AtomicReference<Chains>> chains;
  private final List<Arrivals> arrivals;
  private final ListeningSocket socket;
  private final Leave leave;
  private final Map<ChainMaker.Key, ChainMaker.Made> made = new LinkedHashMap<>();

  private OpenListener(
      List<AtomicReference<Chains>> chains,
      List<Arrivals> arrivals,
      ListeningSocket socket,
      Leave leave) {
    this.chains = List.copyOf(chains);
    this.arrivals = List.copyOf(arrivals);
    this.socket = socket;
    this.leave = leave;
  }

  /// `acceptor` is the lane that accepts for all. Nobody is accepted yet.
  static OpenListener open(
      ChainMaker maker, InheritedSockets inherited, List<Lane> lanes, int acceptor, Leave leave)
      throws IOException {
    Map<ChainMaker.Key, ChainMaker.Made> made = maker.make(Map.of(), leave);
    ListenerCounters counters = maker.counters();
    List<AtomicReference<Chains>> chains = new ArrayList<>();
    List<Arrivals> arrivals = new ArrayList<>();
    List<Consumer<SocketChannel>> receivers = new ArrayList<>();
    for (int i = 0; i < lanes.size(); i++) {
      AtomicReference<Chains> current = new AtomicReference<>(maker.chains(made, i));
      Arrivals each = new Arrivals(lanes.get(i).worker(), current::get, counters);
      chains.add(current);
      arrivals.add(each);
      receivers.add(each::accept);
    }
    var worker = lanes.get(acceptor % lanes.size()).worker();
    ListeningSocket socket =
        ListeningSocket.open(maker.listener().address(), inherited, worker, receivers);
    OpenListener open = new OpenListener(chains, arrivals, socket, leave);
    open.made.putAll(made);
    return open;
  }

  /// Accepts from now on.
  void accept() {
    socket.accept();
  }

  Optional<SharedSocket> shared() {
    return socket.shared();
  }

  InetSocketAddress address() {
    return socket.address();
  }

  /// New connections are served so, and the next request on any connection of a chain that stays.
  /// Connections of chains that are gone end within `drainMillis`.
  void serve(ChainMaker maker, long drainMillis) {
    Map<ChainMaker.Key, ChainMaker.Made> next = maker.make(made, leave);
    for (int i = 0; i < chains.size(); i++) {
      chains.get(i).set(maker.chains(next, i));
    }
    for (ChainMaker.Made before : made.values()) {
      if (!next.containsKey(before.key())) {
        var _ = before.open().drain(drainMillis);
      }
    }
    made.clear();
    made.putAll(next);
  }

  /// Its clients are told to come anew with their answers, more and more of them for `millis`.
  void leave(long nowNanos, long millis) {
    leave.drain(nowNanos, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /// All of its clients are told to come anew, without waiting for an answer where that can be.
  void leaveNow(long nowNanos) {
    leave(nowNanos, 0);
    made.values().forEach(each -> each.open().announceEnd());
  }

  /// Accepts no more; what is open is served on.
  void stop() {
    socket.close();
  }

  /// Accepts no more, and ends each connection after its current answer; what is still open after
  /// `millis` is cut.
  void drain(long millis) {
    close(millis);
    for (ChainMaker.Made each : made.values()) {
      var _ = each.open().drain(millis);
    }
  }

  /// The same at the end of the process: what is only relayed is cut at once. Done when all are
  /// closed.
  CompletableFuture<Void> end(long millis) {
    close(millis);
    return CompletableFuture.allOf(
        made.values().stream()
            .map(each -> each.open().end(millis))
            .toArray(CompletableFuture<?>[]::new));
  }

  private void close(long millis) {
    socket.close();
    for (Arrivals each : arrivals) {
      var _ = each.worker().loop().schedule(each::close, millis, TimeUnit.MILLISECONDS);
    }
  }
}
