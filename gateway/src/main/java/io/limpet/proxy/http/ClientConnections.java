package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.listener.ChainConnections;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.quic.QuicConnections;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.quic.QuicChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The open connections of one filter chain on one event loop.
public final class ClientConnections implements ChainConnections, QuicConnections {
  /// What may be agreed on in TLS (ALPN).
  public static final Set<String> PROTOCOLS = Set.of("h2", "http/1.1", "http/1.0");

  private final Worker worker;
  private final HeadPool heads;
  private final Filters filters;
  private final Supplier<Serving> current;
  private final Leave leave;
  private final Shedding shedding;
  private final Set<OpenConnection> open = new HashSet<>(); // event loop only
  private @Nullable Runnable drained; // event loop only

  public ClientConnections(
      Worker worker, HeadPool heads, Filters filters, Supplier<Serving> current, Leave leave) {
    this.worker = worker;
    this.heads = heads;
    this.filters = filters;
    this.current = current;
    this.leave = leave;
    this.shedding = new Shedding(leave.overload(), worker.random());
  }

  @Override
  public void begin(SocketChannel channel, ConnectionStart start) {
    channel.pipeline().addLast(new ClientConnection(this, channel, start, filters));
  }

  /// There is no request to be told of.
  @Override
  public void missed(ConnectionStart start) {}

  @Override
  public void begin(QuicChannel channel, ConnectionStart start) {
    channel.pipeline().addLast(new Http3ClientConnection(this, channel, start, filters));
  }

  Supplier<Serving> current() {
    return current;
  }

  public Worker worker() {
    return worker;
  }

  /// Tells at once every client that can be told to come anew. On the event loop.
  public void announceEnd() {
    List.copyOf(open).forEach(OpenConnection::announceEnd);
  }

  /// No connection gets another request: idle ones are closed, others after their answer. Then
  /// `whenEmpty` runs. On the event loop.
  public void drain(Runnable whenEmpty) {
    Runnable before = drained;
    drained = before == null ? whenEmpty : () -> both(before, whenEmpty);
    List.copyOf(open).forEach(OpenConnection::drain);
    runIfEmpty(whenEmpty);
  }

  private static void both(Runnable one, Runnable other) {
    one.run();
    other.run();
  }

  private void runIfEmpty(Runnable whenEmpty) {
    if (open.isEmpty()) {
      whenEmpty.run();
    }
  }

  /// Cuts what was upgraded, and tunnels. On the event loop.
  public void endTunnels() {
    List.copyOf(open).forEach(OpenConnection::endTunnels);
  }

  /// Closes what is left. On the event loop.
  public void close() {
    List.copyOf(open).forEach(OpenConnection::close);
  }

  Leave leave() {
    return leave;
  }

  Shedding shedding() {
    return shedding;
  }

  HeadPool heads() {
    return heads;
  }

  /// A connection is closed for what its pipeline threw.
  void broken(ChannelHandlerContext context, Throwable cause) {
    if (!TlsFailure.isOfConnection(cause)) {
      worker.internalError(cause);
    }
    var _ = context.close();
  }

  void add(OpenConnection connection) {
    open.add(connection);
    if (drained != null) {
      connection.drain();
    }
  }

  /// The connection has turned out to speak HTTP/2: another takes its place.
  void replace(OpenConnection before, OpenConnection by) {
    open.remove(before);
    add(by);
  }

  void remove(OpenConnection connection) {
    open.remove(connection);
    Runnable whenEmpty = drained;
    if (whenEmpty != null) {
      runIfEmpty(whenEmpty);
    }
  }
}
