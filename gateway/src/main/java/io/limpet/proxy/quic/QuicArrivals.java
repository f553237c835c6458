package io.limpet.proxy.quic;

import io.limpet.proxy.listener.ListenerCounters;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Admission;
import io.limpet.proxy.plan.QuicPlan;
import io.limpet.proxy.tls.ServerCertificate;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The connections of one listener on one event loop whose handshake is not over, and the datagrams
/// that come to its socket, or were handed over by others.
///
/// A chain is chosen when the server name is known, which is within the reading of a datagram: its
/// addresses are noted before, and what was chosen is fetched by the connection directly after.
final class QuicArrivals extends ChannelInboundHandlerAdapter {
  /// What a datagram may have: no path is assumed to take more than Ethernet's.
  private static final int SEND_BYTES = 1350;

  private static final int RECEIVE_BYTES = 1472;

  /// A client needs three streams that go one way, and may try out others.
  private static final int CONTROL_STREAMS = 16;

  private static final int CONTROL_WINDOW = 64 << 10;
  private static final int LONG_HEADER_AND_TYPE = 0xb0;
  private static final int INITIAL = 0x80;
  private static final int SEGMENTS = 10;

  /// How many addresses a client may have, one after the other: each takes one of its IDs.
  private static final int PATHS = 8;

  private final Worker worker;
  private final QuicPlan plan;
  private final Supplier<QuicChains> current;
  private final QuicSockets.Entrance entrance;
  private final ConnectionIds ids;
  private final Set<QuicChannel> waiting = new HashSet<>(); // event loop only, like all below
  private @Nullable DatagramPacket packet;
  private @Nullable Chosen chosen;
  private boolean accepts;
  private boolean refusing;

  /// What a connection will be served by.
  record Chosen(QuicChains.Way way, ServerCertificate certificate) {}

  QuicArrivals(
      QuicSockets.Lane lane, QuicPlan plan, QuicSockets.Entrance entrance, ConnectionIds ids) {
    this.worker = lane.worker();
    this.plan = plan;
    this.current = lane.chains();
    this.entrance = entrance;
    this.ids = ids;
  }

  Worker worker() {
    return worker;
  }

  QuicPlan plan() {
    return plan;
  }

  ListenerCounters counters() {
    return entrance.counters();
  }

  /// Whether one more connection is taken. On the event loop, like the next.
  Admission.Pass enter() {
    Admission.Pass pass = entrance.gate().enter(worker.random());
    counters().refused(pass.verdict());
    refusing = pass.verdict().isClosed();
    return pass;
  }

  /// Puts what reads datagrams into a socket's pipeline.
  void begin(Channel socket, QuicConnectionIdGenerator generator) {
    Map<ClientAuth, QuicSslContext> unnamed = new EnumMap<>(ClientAuth.class);
    QuicServerCodecBuilder builder =
        new QuicServerCodecBuilder()
            .sslEngineProvider(
                _ ->
                    unnamed
                        .computeIfAbsent(
                            current.get().asks(), asks -> QuicTls.unnamed(asks, this::choose))
                        .newEngine(worker.allocator()))
            .localConnectionIdLength(ConnectionIds.BYTES)
            .connectionIdAddressGenerator(generator)
            .activeMigration(plan.migration())
            .activeConnectionIdLimit(PATHS)
            .maxIdleTimeout(plan.idleMillis(), TimeUnit.MILLISECONDS)
            .maxSendUdpPayloadSize(SEND_BYTES)
            .maxRecvUdpPayloadSize(RECEIVE_BYTES)
            .initialMaxData(plan.connectionWindow())
            .initialMaxStreamDataBidirectionalRemote(plan.streamWindow())
            .initialMaxStreamDataUnidirectional(CONTROL_WINDOW)
            .initialMaxStreamsBidirectional(plan.maxStreams())
            .initialMaxStreamsUnidirectional(CONTROL_STREAMS)
            .option(ChannelOption.ALLOCATOR, worker.allocator())
            .handler(
                new ChannelInitializer<QuicChannel>() {
                  @Override
                  protected void initChannel(QuicChannel channel) {
                    channel.pipeline().addLast(new QuicArrival(QuicArrivals.this, channel));
                  }
                });
    switch (worker.transport()) {
      case EPOLL ->
          builder.option(
              QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR,
              EpollQuicUtils.newSegmentedAllocator(SEGMENTS));
      case IO_URING, NIO -> {}
    }
    socket.pipeline().addLast(this).addLast(builder.build());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    DatagramPacket read = (DatagramPacket) message;
    if (isInitial(read) && !accepts() && !ids.areOurs(read.content())) {
      read.release();
      return;
    }
    packet = read;
    context.fireChannelRead(read);
    packet = null;
  }

  /// Where the overload manager wants no connections, those of QUIC do not wait (Envoy:
  /// active_quic_listener.cc, `pauseListening`): their clients try again, or speak TCP.
  private boolean accepts() {
    return accepts && !entrance.gate().stops();
  }

  /// Whether a connection would begin (RFC 9000, 17.2.2).
  private static boolean isInitial(DatagramPacket read) {
    return read.content().isReadable()
        && (read.content().getByte(read.content().readerIndex()) & LONG_HEADER_AND_TYPE) == INITIAL;
  }

  private @Nullable QuicSslContext choose(@Nullable String serverName) {
    if (refusing) {
      refusing = false;
      return null;
    }
    DatagramPacket read = packet;
    if (read == null) {
      throw new IllegalStateException("a server name without a datagram");
    }
    String name = serverName == null ? "" : serverName.toLowerCase(Locale.ROOT);
    InetSocketAddress local = read.recipient();
    QuicChains.Way way = current.get().find(read.sender(), local, name);
    if (way == null) {
      counters().unmatched();
      chosen = null;
      return null;
    }
    ServerCertificate certificate = way.tls().certificate(name);
    chosen = new Chosen(way, certificate);
    return (QuicSslContext) certificate.context();
  }

  /// What was chosen last, once.
  @Nullable Chosen takeChosen() {
    Chosen taken = chosen;
    chosen = null;
    return taken;
  }

  void add(QuicChannel channel) {
    waiting.add(channel);
  }

  void remove(QuicChannel channel) {
    waiting.remove(channel);
  }

  /// Connections may begin from now on.
  void accept() {
    accepts = true;
  }

  /// No connection begins from now on.
  void stop() {
    accepts = false;
  }

  /// Closes those that wait. On the event loop.
  void close() {
    for (QuicChannel each : List.copyOf(waiting)) {
      var _ = each.close();
    }
  }

  /// Quiche's own mistakes, and those of the peer that are not about a connection.
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!(cause instanceof IOException)) {
      worker.internalError(cause);
    }
  }
}
