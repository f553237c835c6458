package io.limpet.proxy.http;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.loop.Worker;
import io.netty.channel.socket.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The open connections of one listener on one event loop.
public final class ClientConnections {
  private final Worker worker;
  private final HeadPool heads;
  private final Filter[] filters;
  private final Supplier<Serving> current;
  private final Set<ClientConnection> open = new HashSet<>(); // event loop only

  public ClientConnections(
      Worker worker, HeadPool heads, List<Filter> filters, Supplier<Serving> current) {
    this.worker = worker;
    this.heads = heads;
    this.filters = filters.toArray(Filter[]::new);
    this.current = current;
  }

  /// Takes an accepted socket over, from any thread.
  public void accept(SocketChannel channel) {
    worker.configure(channel);
    channel.pipeline().addLast(new ClientConnection(this, channel, current, filters));
    var unused = worker.loop().register(channel);
  }

  public Worker worker() {
    return worker;
  }

  /// No connection gets another request: idle ones are closed, others after their answer. On the
  /// event loop.
  public void drain() {
    List.copyOf(open).forEach(ClientConnection::drain);
  }

  /// Closes what is left. On the event loop.
  public void close() {
    List.copyOf(open).forEach(ClientConnection::close);
  }

  /// On the event loop.
  public boolean isEmpty() {
    return open.isEmpty();
  }

  HeadPool heads() {
    return heads;
  }

  void add(ClientConnection connection) {
    open.add(connection);
  }

  void remove(ClientConnection connection) {
    open.remove(connection);
  }
}
