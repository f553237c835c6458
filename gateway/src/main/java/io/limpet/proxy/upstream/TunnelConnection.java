package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// The far end of one CONNECT: a connection on which the endpoint hears and says bytes, nothing of
/// HTTP (Envoy: source/extensions/upstreams/http/tcp/upstream_request.cc). That it is open is the
/// answer: 200.
final class TunnelConnection extends ChannelInboundHandlerAdapter
    implements UpstreamStream, PooledConnection, UpstreamSocket.Owner {
  private static final int OK = 200;

  private final Worker worker;
  private final EndpointPool pool;
  private final HeadPool heads;
  private final UpstreamSocket socket;
  private final Channel channel;

  // Event loop only, all of these.
  private @Nullable Receiver receiver;
  private @Nullable CircuitBreaker requestBreaker;
  private boolean reset;

  TunnelConnection(Worker worker, EndpointPool pool, UpstreamSocket socket, HeadPool heads) {
    this.worker = worker;
    this.pool = pool;
    this.heads = heads;
    this.socket = socket;
    this.channel = socket.channel();
  }

  @Override
  public void open() {
    socket.open(this, this);
  }

  @Override
  public void opened() {
    pool.opened(this);
    if (receiver == null) {
      retire(); // whoever it was opened for is gone
    }
  }

  @Override
  public void begin(Receiver next, CircuitBreaker breaker) {
    receiver = next;
    requestBreaker = breaker;
    next.connected(this);
  }

  @Override
  public void head(EditableRequestHead head, boolean complete) {
    Receiver to = receiver;
    if (to != null) {
      to.responseHead(EditableResponseHead.local(heads, OK));
      to.responseFlush();
    }
  }

  @Override
  public void body(ByteBuf piece) {
    var _ = channel.write(piece, channel.voidPromise());
  }

  /// The client says no more; the endpoint may still.
  @Override
  public void end(@Nullable Trailers trailers) {
    socket.halfClose();
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public long waitingBytes() {
    return channel.bytesBeforeWritable();
  }

  @Override
  public void tunnel() {
    // It is nothing else.
  }

  @Override
  public void reading(boolean wanted) {
    socket.reading(wanted);
  }

  @Override
  public void abandon() {
    receiver = null;
    close();
  }

  @Override
  public TlsFacts tls() {
    return socket.tls();
  }

  @Override
  public String protocol() {
    return "";
  }

  @Override
  public @Nullable SocketAddress localAddress() {
    return channel.localAddress();
  }

  @Override
  public void retire() {
    pool.remove(this);
    close();
  }

  @Override
  public void close() {
    CircuitBreaker breaker = requestBreaker;
    requestBreaker = null;
    if (breaker != null) {
      pool.requestOver(breaker);
    }
    socket.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf piece = (ByteBuf) message;
    Receiver to = receiver;
    if (to == null) {
      piece.release();
    } else {
      to.responseBody(piece);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    Receiver to = receiver;
    if (to != null) {
      to.responseFlush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Receiver to = receiver;
    if (to != null) {
      to.upstreamWritable(channel.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    Receiver to = receiver;
    receiver = null;
    close();
    socket.gone();
    if (to != null && reset) {
      to.failed(Failure.RESET_BY_PEER);
    } else if (to != null) {
      to.responseEnd();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reset = true;
    if (TlsFailure.isOfConnection(cause)) {
      var _ = context.close();
      return;
    }
    worker.internalError(cause);
    broken();
  }

  @Override
  public void tooOld() {
    pool.counters().maxDuration.increment(); // a tunnel goes on to its end
  }

  @Override
  public void broken() {
    if (socket.connecting()) {
      socket.notOpened(Failure.CONNECT_TIMED_OUT);
      return;
    }
    Receiver to = receiver;
    abandon();
    if (to != null) {
      to.broken();
    }
  }
}
