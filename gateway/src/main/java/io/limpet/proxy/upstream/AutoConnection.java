package io.limpet.proxy.upstream;

import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/// A connection of which ALPN says what is spoken on it: once it is open, one of HTTP/2 or of
/// HTTP/1.1 takes its place (Envoy: source/common/http/mixed_conn_pool.cc). An endpoint that
/// chooses nothing is spoken to in HTTP/1.1.
final class AutoConnection extends ChannelInboundHandlerAdapter
    implements PooledConnection, UpstreamSocket.Owner {
  private static final String HTTP2 = "h2";

  private final Worker worker;
  private final EndpointPool pool;
  private final UpstreamSocket socket;

  AutoConnection(Worker worker, EndpointPool pool, UpstreamSocket socket) {
    this.worker = worker;
    this.pool = pool;
    this.socket = socket;
  }

  @Override
  public void open() {
    socket.open(this, this);
  }

  @Override
  public void opened() {
    boolean http2 = socket.tls().protocol().equals(HTTP2);
    pool.spoken(http2);
    if (http2) {
      Http2UpstreamConnection next = pool.http2(socket);
      pool.counters().openedHttp2();
      socket.handOver(next, next);
    } else {
      UpstreamConnection next = pool.http1(socket);
      pool.counters().openedHttp1();
      socket.handOver(next, next);
    }
  }

  @Override
  public void begin(Receiver next, CircuitBreaker breaker) {
    throw new IllegalStateException("nothing is spoken on this connection yet");
  }

  @Override
  public void retire() {
    close();
  }

  @Override
  public void close() {
    socket.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
    throw new IllegalStateException("bytes came before the handshake was over");
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    socket.gone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!TlsFailure.isOfConnection(cause)) {
      worker.internalError(cause);
    }
    var _ = context.close();
  }

  @Override
  public void tooOld() {
    throw new IllegalStateException("a connection that is not open grows old");
  }

  @Override
  public void broken() {
    socket.notOpened(Failure.CONNECT_TIMED_OUT);
  }
}
