package io.limpet.proxy;

import io.limpet.proxy.http.Leave;
import io.limpet.proxy.listener.InheritedSockets;
import io.limpet.proxy.listener.SharedSocket;
import io.limpet.proxy.overload.Admission;
import io.limpet.proxy.plan.QuicPlan;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A listener that is open: its sockets, and its filter chains with their connections. Guarded by
/// the [Proxy].
final class OpenListener {
  private final OpenSockets sockets;
  private final Leave leave;
  private final Map<ChainMaker.Key, ChainMaker.Made> made = new LinkedHashMap<>();

  private OpenListener(OpenSockets sockets, Leave leave) {
    this.sockets = sockets;
    this.leave = leave;
  }

  /// How its clients take leave, and which of their connections are taken.
  record Means(Leave leave, Admission admission) {}

  /// `acceptor` is the lane that accepts for all. Nobody is accepted yet.
  static OpenListener open(
      ChainMaker maker, InheritedSockets inherited, List<Lane> lanes, int acceptor, Means means)
      throws IOException {
    Leave leave = means.leave();
    Map<ChainMaker.Key, ChainMaker.Made> made = maker.make(Map.of(), leave);
    @Nullable QuicPlan quic = maker.listener().quic();
    OpenSockets.From from = new OpenSockets.From(inherited, means.admission());
    OpenSockets sockets =
        quic == null
            ? OpenSockets.Tcp.open(maker, made, from, lanes, acceptor)
            : OpenSockets.Quic.open(maker, made, quic, from, lanes);
    OpenListener open = new OpenListener(sockets, leave);
    open.made.putAll(made);
    return open;
  }

  /// Accepts from now on.
  void accept() {
    sockets.accept();
  }

  Optional<SharedSocket> shared() {
    return sockets.shared();
  }

  InetSocketAddress address() {
    return sockets.address();
  }

  /// New connections are served so, and the next request on any connection of a chain that stays.
  /// Connections of chains that are gone end within `drainMillis`.
  void serve(ChainMaker maker, long drainMillis) {
    Map<ChainMaker.Key, ChainMaker.Made> next = maker.make(made, leave);
    sockets.serve(maker, next);
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
    sockets.stop();
  }

  /// Accepts no more, and ends each connection after its current answer; what is still open after
  /// `millis` is cut.
  void drain(long millis) {
    sockets.close(millis);
    var _ = all(each -> each.drain(millis)).thenRun(sockets::end);
  }

  /// The same at the end of the process: what is only relayed is cut at once. Done when all are
  /// closed.
  CompletableFuture<Void> end(long millis) {
    sockets.close(millis);
    return all(each -> each.end(millis)).thenRun(sockets::end);
  }

  private CompletableFuture<Void> all(Function<OpenChain, CompletableFuture<Void>> ended) {
    return CompletableFuture.allOf(
        made.values().stream()
            .map(each -> ended.apply(each.open()))
            .toArray(CompletableFuture<?>[]::new));
  }
}
