package io.limpet.proxy.upstream;

import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.Connections.KeepAlive;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// What every connection to an endpoint has, whatever is spoken on it: it is opened in time,
/// counted from then until it is gone, and grows old.
final class UpstreamSocket {
  /// Whose it is.
  interface Owner {
    /// It is open.
    void opened();

    /// `max_connection_duration` is over.
    void tooOld();

    /// A mistake of ours.
    void broken();
  }

  private final Worker worker;
  private final EndpointPool pool;
  private final CircuitBreaker breaker;
  private final Channel channel;
  private final Deadline opening; // event loop only, like the rest
  private @Nullable Owner owner;
  private @Nullable Deadline lifetime;
  private TlsFacts tls = TlsFacts.NONE;
  private boolean connecting = true;
  private boolean counted;

  UpstreamSocket(Worker worker, EndpointPool pool, CircuitBreaker breaker) {
    this.worker = worker;
    this.pool = pool;
    this.breaker = breaker;
    this.channel = worker.newClientChannel(pool.settings().bufferBytes());
    this.opening = new Deadline(this::late, this::broken);
  }

  private Owner owner() {
    Owner now = owner;
    if (now == null) {
      throw new IllegalStateException("the connection was not opened");
    }
    return now;
  }

  private void broken() {
    owner().broken();
  }

  private void tooOld() {
    owner().tooOld();
  }

  Channel channel() {
    return channel;
  }

  TlsFacts tls() {
    return tls;
  }

  /// Stops or resumes reading.
  void reading(boolean wanted) {
    if (channel.config().isAutoRead() != wanted) {
      if (!wanted) {
        pool.counters().readingPaused.increment();
      }
      channel.config().setAutoRead(wanted);
    }
  }

  /// Nothing more is said; the endpoint may still.
  void halfClose() {
    channel.flush();
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      var _ = tls.closeOutbound();
    } else {
      var _ = ((SocketChannel) channel).shutdownOutput();
    }
  }

  void open(Owner of, ChannelInboundHandler handler) {
    owner = of;
    counted = true;
    pool.endpoint().state().connectionsTotal.increment();
    pool.endpoint().state().connectionsActive.increment();
    pool.counters().opened();
    Connections settings = pool.settings();
    worker.deadlines().arm(opening, settings.connectMillis());
    if (settings.keepAlive().on()) {
      keepAlive(settings.keepAlive());
    }
    channel.pipeline().addLast(handler);
    SocketAddress address = pool.endpoint().socketAddress();
    var _ = worker.loop().register(channel);
    ChannelFuture connecting =
        settings.source() == null
            ? channel.connect(address)
            : channel.connect(address, settings.source());
    var _ = connecting.addListener(future -> connectEnded((ChannelFuture) future));
  }

  private void keepAlive(KeepAlive wanted) {
    worker.keepAlive(channel, wanted.probes(), wanted.timeSeconds(), wanted.intervalSeconds());
  }

  private void connectEnded(ChannelFuture future) {
    if (!connecting) {
      var _ = channel.close();
      return;
    }
    if (future.isSuccess()) {
      byte @Nullable [] header = pool.start().header();
      if (header != null) {
        var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(header), channel.voidPromise());
      }
      if (pool.start().encrypts()) {
        encrypt();
      } else {
        opened();
      }
    } else {
      pool.counters().connectFailures.increment();
      notOpened(new Failure.ConnectRefused(Failure.reason(future.cause())));
    }
  }

  private void opened() {
    connecting = false;
    worker.deadlines().disarm(opening);
    armLifetime();
    owner().opened();
  }

  /// The connection, which is open, is another's from now on.
  void handOver(Owner next, ChannelInboundHandler handler) {
    owner = next;
    var _ = channel.pipeline().removeLast();
    channel.pipeline().addLast(handler);
    next.opened();
  }

  /// The handshake is a part of connecting, and has its time (Envoy: connect_timeout).
  private void encrypt() {
    SslHandler handler = pool.start().handler(worker);
    if (handler == null) {
      tlsFailed("TLS_error:|0:the configuration of this endpoint's TLS is gone:TLS_error_end");
      return;
    }
    channel.pipeline().addFirst(handler);
    var _ =
        handler
            .handshakeFuture()
            .addListener(
                done -> {
                  if (!connecting) {
                    return;
                  }
                  if (done.isSuccess()) {
                    pool.counters().handshakes.increment();
                    tls = pool.start().facts(handler);
                    opened();
                  } else {
                    pool.counters().tlsFailed(done.cause());
                    tlsFailed(TlsFailure.reason(done.cause()));
                  }
                });
  }

  private void tlsFailed(String reason) {
    pool.counters().connectFailures.increment();
    notOpened(new Failure.TlsRefused(reason));
  }

  private void late() {
    pool.counters().connectTimeouts.increment();
    pool.counters().connectFailures.increment();
    notOpened(Failure.CONNECT_TIMED_OUT);
  }

  /// Gives the connection up, which was not open yet.
  void notOpened(Failure failure) {
    pool.endpoint().state().connectFailures.increment();
    close();
    pool.notOpened(failure);
    gone();
  }

  private void armLifetime() {
    long millis = pool.settings().durationMillis();
    if (millis > 0) {
      lifetime = new Deadline(this::tooOld, this::broken);
      worker.deadlines().arm(lifetime, millis);
    }
  }

  boolean connecting() {
    return connecting;
  }

  void close() {
    connecting = false;
    worker.deadlines().disarm(opening);
    channel.flush();
    var _ = channel.close();
  }

  /// Its place is free: at the latest when the channel is closed.
  void gone() {
    worker.deadlines().disarm(opening);
    Deadline life = lifetime;
    if (life != null) {
      worker.deadlines().disarm(life);
    }
    if (counted) {
      counted = false;
      pool.endpoint().state().connectionsActive.decrement();
      pool.counters().closed();
      pool.closed(breaker);
    }
  }
}
