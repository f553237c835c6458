package io.limpet.proxy;

import io.limpet.proxy.http.ClientConnections;
import io.limpet.proxy.http.Leave;
import io.limpet.proxy.http.Serving;
import io.limpet.proxy.listener.ListeningSocket;
import io.limpet.proxy.loop.Transport;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A listener that is open: its socket, its connections on each event loop, and what they serve.
final class OpenListener {
  private final AtomicReference<Serving> serving;
  private final List<ClientConnections> connections;
  private final ListeningSocket socket;
  private final Leave leave;

  private OpenListener(
      AtomicReference<Serving> serving,
      List<ClientConnections> connections,
      ListeningSocket socket,
      Leave leave) {
    this.serving = serving;
    this.connections = connections;
    this.socket = socket;
    this.leave = leave;
  }

  /// `acceptor` is the lane that accepts for all.
  static OpenListener open(
      Serving first, Transport transport, List<Lane> lanes, int acceptor, Leave leave)
      throws IOException {
    AtomicReference<Serving> serving = new AtomicReference<>(first);
    List<ClientConnections> connections = new ArrayList<>();
    List<Consumer<SocketChannel>> receivers = new ArrayList<>();
    for (Lane lane : lanes) {
      var each =
          new ClientConnections(lane.worker(), lane.heads(), lane.filters(), serving::get, leave);
      connections.add(each);
      receivers.add(each::accept);
    }
    var worker = lanes.get(acceptor % lanes.size()).worker();
    InetSocketAddress address = first.listener().address();
    ListeningSocket socket = ListeningSocket.bind(address, transport, worker, receivers);
    return new OpenListener(serving, List.copyOf(connections), socket, leave);
  }

  InetSocketAddress address() {
    return socket.address();
  }

  /// The next request on any of its connections is served so.
  void serve(Serving next) {
    serving.set(next);
  }

  /// Its clients are told to come anew, more and more of them for `millis`.
  void leave(long nowNanos, long millis) {
    leave.drain(nowNanos, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /// Accepts no more; what is open is served on.
  void stop() {
    socket.close();
  }

  /// Accepts no more, and ends each connection after its current answer; what is still open after
  /// `millis` is cut. Done when all are closed.
  CompletableFuture<Void> drain(long millis) {
    socket.close();
    List<CompletableFuture<Void>> emptied = new ArrayList<>();
    for (ClientConnections each : connections) {
      CompletableFuture<Void> empty = new CompletableFuture<>();
      emptied.add(empty);
      each.worker().loop().execute(() -> each.drain(() -> empty.complete(null)));
      var _ = each.worker().loop().schedule(each::close, millis, TimeUnit.MILLISECONDS);
    }
    return CompletableFuture.allOf(emptied.toArray(CompletableFuture<?>[]::new));
  }
}
