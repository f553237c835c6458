package io.limpet.proxy.quic;

import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.overload.Admission;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A connection until its handshake is over: then its chain begins, and this is taken out of the
/// pipeline.
final class QuicArrival extends ChannelInboundHandlerAdapter {
  /// TLS' alert of this name, as QUIC tells it (RFC 9001, 4.8; RFC 8446, 6).
  private static final int CERTIFICATE_REQUIRED = 0x100 + 116;

  private final QuicArrivals all;
  private final QuicChannel channel;
  private final Deadline deadline; // event loop only, like all below
  private QuicArrivals.@Nullable Chosen chosen;
  private String serverName = "";
  private boolean refused;

  QuicArrival(QuicArrivals all, QuicChannel channel) {
    this.all = all;
    this.channel = channel;
    this.deadline = new Deadline(this::late, this::close);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Admission.Pass entered = all.enter();
    refused = entered.verdict() == Admission.Verdict.ANSWERED;
    if (entered.verdict().isClosed()) {
      return; // its handshake fails
    }
    all.counters().opened();
    var _ = channel.closeFuture().addListener(_ -> left(entered));
    all.add(channel);
    all.worker().deadlines().arm(deadline, all.plan().handshakeMillis());
  }

  private void left(Admission.Pass entered) {
    all.counters().closed();
    entered.leave();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case SniCompletionEvent named -> {
        chosen = all.takeChosen();
        String name = named.hostname();
        serverName = name == null ? "" : name;
      }
      case SslHandshakeCompletionEvent over -> {
        if (over.isSuccess()) {
          begin(context);
        } else {
          closeSoon();
        }
      }
      case Object _ -> context.fireUserEventTriggered(event);
    }
  }

  private void begin(ChannelHandlerContext context) {
    QuicArrivals.Chosen by = chosen;
    SSLEngine engine = channel.sslEngine();
    if (by == null
        || engine == null
        || !(channel.remoteSocketAddress() instanceof InetSocketAddress peer)
        || !(channel.localSocketAddress() instanceof InetSocketAddress local)) {
      close();
      return;
    }
    QuicTls tls = by.way().tls();
    TlsFacts facts = tls.facts(engine, by.certificate(), serverName);
    if (tls.asks() == ClientAuth.REQUIRE && !facts.peer().present()) {
      var _ = channel.close(false, CERTIFICATE_REQUIRED, Unpooled.EMPTY_BUFFER);
      return;
    }
    context.pipeline().remove(this);
    if (by.way().limits().enter(channel, all.worker())) {
      by.way().to().begin(channel, ConnectionStart.of(peer, local, refused).with(facts));
    }
  }

  private void late() {
    all.counters().handshakeLate();
    close();
  }

  private void close() {
    var _ = channel.close();
  }

  /// A handshake may fail within the sending of a datagram, where no other can be sent: the client
  /// would not be told why.
  private void closeSoon() {
    all.worker().loop().execute(this::close);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    all.remove(channel);
    all.worker().deadlines().disarm(deadline);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof QuicException || cause instanceof SSLException)) {
      all.worker().internalError(cause);
    }
    closeSoon();
  }
}
