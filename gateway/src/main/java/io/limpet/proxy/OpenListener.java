package io.limpet.proxy;

import io.limpet.proxy.http.Leave;
import io.limpet.proxy.listener.InheritedSockets;
import io.limpet.proxy.listener.SharedSocket;
import io.limpet.proxy.loop.ProxyLimits;
import io.limpet.proxy.overload.Admission;
import io.limpet.proxy.plan.QuicPlan;
import io.limpet.proxy.quic.QuicSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A listener that is open: its sockets, and its filter chains with their connections. Guarded by
/// the [Proxy].
final class OpenListener {
  private final OpenSockets sockets;
  private final Means means;
  private final Map<ChainMaker.Key, ChainMaker.Made> made = new LinkedHashMap<>();

  private OpenListener(OpenSockets sockets, Means means) {
    this.sockets = sockets;
    this.means = means;
  }

  /// How its clients take leave, which of their connections are taken, and where chains go that it
  /// has no more.
  record Means(Leave leave, Admission admission, DrainingChains draining) {}

  /// `acceptor` is the lane that accepts for all. Nobody is accepted yet.
  static OpenListener open(
      ChainMaker maker, InheritedSockets inherited, List<Lane> lanes, int acceptor, Means means)
      throws IOException {
    Map<ChainMaker.Key, ChainMaker.Made> made = maker.make(Map.of(), means.leave());
    @Nullable QuicPlan quic = maker.listener().quic();
    OpenSockets.From from = new OpenSockets.From(inherited, means.admission());
    OpenSockets sockets =
        quic == null
            ? OpenSockets.Tcp.open(maker, made, from, lanes, acceptor)
            : OpenSockets.Quic.open(maker, made, quic, from, lanes);
    OpenListener open = new OpenListener(sockets, means);
    open.made.putAll(made);
    return open;
  }

  /// Accepts from now on.
  void accept() {
    sockets.accept();
  }

  List<SharedSocket> shared() {
    return sockets.shared();
  }

  /// Its sockets of datagrams, null where there are none.
  @Nullable QuicSockets datagrams() {
    return sockets.datagrams();
  }

  InetSocketAddress address() {
    return sockets.address();
  }

  /// New connections are served so, and the next request on any connection of a chain that stays.
  /// Connections of chains that are gone end within `drainMillis`.
  void serve(ChainMaker maker, long drainMillis) {
    Map<ChainMaker.Key, ChainMaker.Made> next = maker.make(made, means.leave());
    sockets.serve(maker, next);
    for (ChainMaker.Made before : made.values()) {
      if (!next.containsKey(before.key())) {
        var _ = means.draining().drain(before.open(), drainMillis);
      }
    }
    made.clear();
    made.putAll(next);
  }

  /// Its clients are told to come anew with their answers, more and more of them for `millis`.
  void leave(long nowNanos, long millis) {
    means.leave().drain(nowNanos, TimeUnit.MILLISECONDS.toNanos(millis));
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

  /// Accepts no more, and ends each connection after its current answer; what is still open when
  /// the drain time is over is cut. Connections of QUIC have the time that the end of a process
  /// gives them: they keep the listener's sockets, and another listener is not to wait for those.
  void drain(ProxyLimits limits) {
    long millis = sockets.own() ? limits.askedDrainMillis() : limits.drainMillis();
    sockets.close(millis);
    var _ = all(each -> means.draining().drain(each, millis)).thenRun(sockets::end);
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
