package io.limpet.proxy.listener;

import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.log.ConnectionNotes;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.tls.ServerCertificate;
import io.limpet.proxy.tls.ServerTls;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.jspecify.annotations.Nullable;

/// Waits for a client's handshake, and then lets its chain begin. Where it fails, the engine has
/// told the client why, and the connection is closed.
final class Handshake extends ChannelInboundHandlerAdapter {
  private final Arrivals all;
  private final SocketChannel channel;
  private final Chains.Way way;
  private final ConnectionStart start;
  private final Ours ours;
  private final Deadline deadline; // event loop only
  private boolean told; // event loop only

  /// Our side of it.
  record Ours(ServerTls tls, SslHandler handler, ServerCertificate certificate) {}

  Handshake(Arrivals all, SocketChannel channel, Chains.Way way, ConnectionStart start, Ours ours) {
    this.all = all;
    this.channel = channel;
    this.way = way;
    this.start = start;
    this.ours = ours;
    this.deadline = new Deadline(this::late, this::close);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    all.add(channel);
    Worker worker = all.worker();
    worker
        .deadlines()
        .arm(deadline, way.handshakeMillis(), worker.timers().transportSocketConnect());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof SslHandshakeCompletionEvent over)) {
      return;
    }
    if (!over.isSuccess()) {
      all.tls().failed(over.cause());
      missed(TlsFailure.reason(over.cause()), "");
      var _ = context.close();
      return;
    }
    TlsFacts facts = ours.tls().facts(ours.handler(), ours.certificate(), start.tls().serverName());
    all.tls().done(facts);
    ChainConnections connections = way.to();
    if (connections != null) {
      context.pipeline().remove(this);
      connections.begin(channel, start.with(facts));
    }
  }

  /// The line of its chain is written now, and that of its listener when it is closed.
  private void missed(String failure, String termination) {
    @Nullable ConnectionNotes notes = start.notes();
    ChainConnections connections = way.to();
    if (notes == null || connections == null || told) {
      return;
    }
    told = true;
    notes.failed(failure);
    notes.terminated(termination);
    connections.missed(start);
  }

  private void late() {
    all.counters().connectTimeout.increment();
    missed("", "transport socket timeout was reached");
    close();
  }

  private void close() {
    var _ = channel.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    all.remove(channel);
    all.worker().deadlines().disarm(deadline);
  }

  /// What a handshake fails by is told in its event.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
