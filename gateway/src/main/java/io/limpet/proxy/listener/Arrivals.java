package io.limpet.proxy.listener;

import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Admission;
import io.netty.channel.socket.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The connections of one listener on one event loop for which no chain has begun yet.
public final class Arrivals {
  private final Worker worker;
  private final Supplier<Chains> current;
  private final ListenerCounters counters;
  private final TlsCounters tls;
  private final Set<SocketChannel> waiting = new HashSet<>(); // event loop only

  public Arrivals(Worker worker, Supplier<Chains> current, ListenerCounters counters) {
    this.worker = worker;
    this.current = current;
    this.counters = counters;
    this.tls = new TlsCounters(counters.scope());
  }

  /// Takes an accepted socket over, from any thread.
  public void accept(SocketChannel channel, Admission.Pass pass) {
    worker.configure(channel, current.get().bufferBytes());
    boolean refused = pass.verdict() == Admission.Verdict.ANSWERED;
    channel.pipeline().addLast(new Arrival(this, channel, refused));
    var _ = channel.closeFuture().addListener(_ -> pass.leave());
    var _ = worker.loop().register(channel);
  }

  public Worker worker() {
    return worker;
  }

  Chains chains() {
    return current.get();
  }

  ListenerCounters counters() {
    return counters;
  }

  TlsCounters tls() {
    return tls;
  }

  void add(SocketChannel channel) {
    waiting.add(channel);
  }

  void remove(SocketChannel channel) {
    waiting.remove(channel);
  }

  /// Closes those that wait. On the event loop.
  public void close() {
    for (SocketChannel each : List.copyOf(waiting)) {
      var _ = each.close();
    }
  }
}
