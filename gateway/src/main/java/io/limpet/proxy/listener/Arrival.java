package io.limpet.proxy.listener;

import io.limpet.proxy.head.ProxyProtocolData;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.log.ConnectionLine;
import io.limpet.proxy.log.ConnectionNotes;
import io.limpet.proxy.log.CountedBytes;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.TimerScale;
import io.limpet.proxy.plan.FilterChains;
import io.limpet.proxy.plan.Inspection;
import io.limpet.proxy.plan.Inspection.ProxyHeader;
import io.limpet.proxy.tls.ServerCertificate;
import io.limpet.proxy.tls.ServerTls;
import io.limpet.proxy.tls.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection before its filter chain: what its client says first is looked at as the listener
/// asks, a chain is chosen, and the chain's TLS is put in front of it. Then this is taken out of
/// the pipeline, and what was looked at is read again by those that come after it.
final class Arrival extends ChannelInboundHandlerAdapter {
  /// A record of TLS with a fatal alert.
  private static final byte[] HANDSHAKE_FAILURE = {21, 3, 1, 0, 2, 2, 40};

  private final Arrivals all;
  private final SocketChannel channel;
  private final boolean refused;

  // Event loop only, all of these.
  private @Nullable Chains chains;
  private @Nullable Deadline deadline;
  private @Nullable ByteBuf seen;
  private @Nullable ConnectionStart start;
  private ClientHello.@Nullable Said hello;
  private boolean headRead;
  private boolean helloRead;
  private boolean over;
  private Chains.@Nullable Way way; // chosen, and waits for the client's first message

  /// `refused`: it is answered, and not served.
  Arrival(Arrivals all, SocketChannel channel, boolean refused) {
    this.all = all;
    this.refused = refused;
    this.channel = channel;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    all.counters().opened();
    var _ = channel.closeFuture().addListener(_ -> all.counters().closed());
    InetSocketAddress peer = channel.remoteAddress();
    InetSocketAddress local = channel.localAddress();
    if (peer == null || local == null) {
      close(context);
      return;
    }
    all.add(channel);
    all.counters().beforeActive.increment();
    Chains now = all.chains();
    chains = now;
    start = ConnectionStart.of(peer, local, refused, notes(now.logs()));
    Inspection inspection = now.inspection();
    headRead = inspection.proxyHeader() == null;
    if (inspection.isNone()) {
      choose(context, now, started());
    } else {
      await(context, inspection.timeoutMillis(), TimerScale.NONE);
    }
  }

  private @Nullable ConnectionNotes notes(Chains.Logs logs) {
    @Nullable ConnectionNotes notes = logs.notes(all.worker());
    if (notes != null && !logs.lines().isEmpty()) {
      var _ =
          channel
              .closeFuture()
              .addListener(_ -> ConnectionLine.write(logs.lines(), notes, "NotSet"));
    }
    return notes;
  }

  private void await(ChannelHandlerContext context, long millis, TimerScale scale) {
    Deadline late = deadline;
    if (late == null) {
      late = new Deadline(() -> late(context), () -> close(context));
      deadline = late;
    }
    all.worker().deadlines().arm(late, millis, scale);
  }

  private ConnectionStart started() {
    ConnectionStart known = start;
    if (known == null) {
      throw new IllegalStateException("the connection is not open");
    }
    return known;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    ByteBuf before = seen;
    if (before != null) {
      in = before.alloc().compositeDirectBuffer().addComponents(true, before, in);
    }
    seen = in;
    look(context, in);
  }

  private void look(ChannelHandlerContext context, ByteBuf in) {
    Chains now = chains;
    if (now == null) {
      return;
    }
    ProxyHeader header = now.inspection().proxyHeader();
    if (!headRead && header != null && !readHead(context, in, header)) {
      return;
    }
    Chains.Way chosen = way;
    boolean wanted = now.inspection().tls() || chosen != null;
    if (wanted && !helloRead && !readHello(context, in)) {
      return;
    }
    if (chosen == null) {
      choose(context, now, started());
    } else {
      begin(context, chosen, started());
    }
  }

  /// False where more must come, or nothing more is wanted.
  private boolean readHead(ChannelHandlerContext context, ByteBuf in, ProxyHeader plan) {
    switch (ProxyHeadReader.find(in, plan)) {
      case ProxyHead.Without.MORE -> {
        return false;
      }
      case ProxyHead.Without.BAD -> {
        close(context);
        return false;
      }
      case ProxyHead.Without.NONE -> {}
      case ProxyHead.Said head -> {
        in.skipBytes(head.bytes());
        ProxyProtocolData told = head.told();
        if (told != null) {
          start = started().from(told);
        }
      }
    }
    headRead = true;
    return true;
  }

  private boolean readHello(ChannelHandlerContext context, ByteBuf in) {
    switch (ClientHelloReader.find(in)) {
      case ClientHello.Without.MORE -> {
        return false;
      }
      case ClientHello.Without.TOO_LARGE -> {
        close(context);
        return false;
      }
      case ClientHello.Without.NO_TLS -> {}
      case ClientHello.Said said -> hello = said;
    }
    helloRead = true;
    return true;
  }

  private void choose(ChannelHandlerContext context, Chains now, ConnectionStart known) {
    ClientHello.@Nullable Said said = hello;
    Chains.Way found =
        now.find(
            new FilterChains.Connection(
                known.local(),
                known.peer(),
                known.directPeer(),
                said == null ? "" : said.serverName(),
                said != null ? "tls" : "raw_buffer",
                said == null ? protocols(now) : said.protocols()));
    if (found == null) {
      all.counters().withoutChain.increment();
      @Nullable ConnectionNotes notes = asked(known).notes();
      if (notes != null) {
        notes.flag(ConnectionNotes.Flag.NR);
        notes.details("filter_chain_not_found");
      }
      close(context);
      return;
    }
    ServerTls tls = found.tls();
    if (tls == null || helloRead || !tls.asksForHello()) {
      begin(context, found, known);
      return;
    }
    way = found;
    await(context, found.handshakeMillis(), all.worker().timers().transportSocketConnect());
    ByteBuf first = seen;
    if (first != null) {
      look(context, first);
    }
  }

  /// What a client in plain text speaks (http_inspector).
  private List<String> protocols(Chains now) {
    ByteBuf first = seen;
    return !now.inspection().http() || first == null ? List.of() : HttpGuess.of(first);
  }

  private void begin(ChannelHandlerContext context, Chains.Way to, ConnectionStart known) {
    ChainConnections connections = to.to();
    if (connections == null) {
      close(context);
      return;
    }
    over();
    ConnectionStart next = asked(known);
    @Nullable ConnectionNotes notes = next.notes();
    if (notes != null) {
      notes.begun(all.worker().connectionId());
    }
    if (!to.limits().enter(channel, all.worker())) {
      connections.missed(next);
      chains = null;
      return;
    }
    ServerTls tls = to.tls();
    if (tls != null && !encrypt(tls, to, next)) {
      connections.missed(next);
      chains = null;
      return;
    }
    if (notes != null) {
      channel.pipeline().addLast(new CountedBytes(notes));
    }
    if (tls == null) {
      connections.begin(channel, next);
    }
    leave(context);
  }

  /// With the name that the client asked for, if it was looked at.
  private ConnectionStart asked(ConnectionStart known) {
    ClientHello.@Nullable Said said = hello;
    return said == null ? known : known.with(TlsFacts.asked(said.serverName()));
  }

  /// False where there is no certificate for the client, who is told so.
  private boolean encrypt(ServerTls tls, Chains.Way to, ConnectionStart known) {
    ClientHello.@Nullable Said said = hello;
    ServerTls.Hello wants =
        said == null
            ? ServerTls.Hello.NONE
            : new ServerTls.Hello(
                said.serverName(), said.ellipticCurves(), said.asksForStaple(), said.tls13());
    @Nullable ServerCertificate certificate = tls.certificate(wants);
    if (certificate == null) {
      all.tls().withoutStaple();
      var _ =
          channel
              .writeAndFlush(Unpooled.wrappedBuffer(HANDSHAKE_FAILURE))
              .addListener(ChannelFutureListener.CLOSE);
      return false;
    }
    SslHandler handler = tls.handler(certificate, wants, all.worker().allocator());
    channel
        .pipeline()
        .addLast(handler)
        .addLast(
            new Handshake(all, channel, to, known, new Handshake.Ours(tls, handler, certificate)));
    return true;
  }

  /// What was looked at is read again.
  private void leave(ChannelHandlerContext context) {
    ByteBuf again = seen;
    seen = null;
    if (again == null) {
      context.pipeline().remove(this);
      return;
    }
    if (again.isReadable()) {
      context.fireChannelRead(again);
      context.fireChannelReadComplete();
    } else {
      again.release();
    }
    if (!context.isRemoved()) {
      context.pipeline().remove(this);
    }
  }

  private void late(ChannelHandlerContext context) {
    all.counters().beforeTimeout.increment();
    Chains now = chains;
    if (now == null || way != null || !now.inspection().goesOn()) {
      close(context);
      return;
    }
    helloRead = true;
    choose(context, now, started());
  }

  private void over() {
    if (over) {
      return;
    }
    over = true;
    all.remove(channel);
    Deadline armed = deadline;
    if (armed != null) {
      all.worker().deadlines().disarm(armed);
    }
    if (start != null) {
      all.counters().beforeActive.decrement();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!over && start != null) {
      all.counters().beforeClosed.increment();
    }
    over();
    ByteBuf unread = seen;
    seen = null;
    if (unread != null) {
      unread.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!TlsFailure.isOfConnection(cause)) {
      all.worker().internalError(cause);
    }
    close(context);
  }

  private static void close(ChannelHandlerContext context) {
    var _ = context.close();
  }
}
