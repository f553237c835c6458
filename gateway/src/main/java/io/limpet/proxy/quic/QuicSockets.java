package io.limpet.proxy.quic;

import io.limpet.proxy.listener.BindRemedy;
import io.limpet.proxy.listener.FormerOwner;
import io.limpet.proxy.listener.InheritedSockets;
import io.limpet.proxy.listener.ListenerCounters;
import io.limpet.proxy.listener.SharedDatagrams;
import io.limpet.proxy.listener.SharedSocket;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Admission;
import io.limpet.proxy.plan.QuicPlan;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicCodecDispatcher;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sockets of a listener that speaks QUIC, at the same address: one for each event loop, or as
/// many as a process before had, since their number is what the kernel chooses among them by. The
/// number of its socket is in every connection's ID, so that a client whose address changed finds
/// its connection.
public final class QuicSockets implements SharedDatagrams {
  private final ConnectionIds ids;
  private final List<QuicArrivals> arrivals = new ArrayList<>();
  private final List<DatagramChannel> sockets = new ArrayList<>();
  private final InetSocketAddress wanted;

  private QuicSockets(InetSocketAddress wanted, ConnectionIds ids) {
    this.wanted = wanted;
    this.ids = ids;
  }

  /// A listener on one event loop.
  public record Lane(Worker worker, Supplier<QuicChains> chains) {}

  /// Which connections a listener takes, and what it counts of them.
  public record Entrance(Admission.Gate gate, ListenerCounters counters) {}

  /// Where to listen.
  public record At(InetSocketAddress wanted, InheritedSockets inherited) {}

  /// Binds, or takes the inherited sockets of that address, which are not read yet; nobody is
  /// accepted yet. Throws with a text that names address and remedy.
  public static QuicSockets open(At where, QuicPlan plan, List<Lane> lanes, Entrance entrance)
      throws IOException {
    List<Integer> inherited = where.inherited().takeDatagrams(where.wanted());
    if (!where.inherited().some()) {
      checkFree(where.wanted());
    }
    ConnectionIds ids = new ConnectionIds(lanes.getFirst().worker().random().nextInt());
    QuicSockets made = new QuicSockets(where.wanted(), ids);
    Dispatcher dispatcher = made.new Dispatcher();
    int count = inherited.isEmpty() ? lanes.size() : inherited.size();
    for (int i = 0; i < count; i++) {
      Lane lane = lanes.get(i % lanes.size());
      made.arrivals.add(new QuicArrivals(lane, plan, entrance, ids));
      made.add(lane.worker(), dispatcher, inherited.isEmpty() ? null : inherited.get(i));
    }
    return made;
  }

  private void add(Worker worker, Dispatcher dispatcher, @Nullable Integer inherited)
      throws IOException {
    DatagramChannel socket =
        inherited == null
            ? worker.newDatagramChannel()
            : worker.inheritedDatagramChannel(inherited);
    socket.config().setAutoRead(inherited == null);
    InetSocketAddress at = sockets.isEmpty() ? wanted : address();
    sockets.add(socket);
    socket.pipeline().addLast(dispatcher);
    worker.loop().register(socket).syncUninterruptibly();
    if (inherited != null) {
      return;
    }
    ChannelFuture bound = socket.bind(at).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      close();
      throw new IOException(BindRemedy.text(wanted, bound.cause()), bound.cause());
    }
  }

  /// Sockets that share a port share it with those of any program of the same user: whether one is
  /// there is asked by a socket that does not.
  private static void checkFree(InetSocketAddress wanted) throws IOException {
    try (DatagramSocket alone = new DatagramSocket(null)) {
      alone.bind(wanted);
    } catch (SocketException taken) {
      throw new IOException(BindRemedy.text(wanted, taken), taken);
    }
  }

  /// Where they really listen: the port is known even if any was wanted.
  public InetSocketAddress address() {
    return sockets.getFirst().localAddress();
  }

  /// What another process needs of them to take their place; nothing where they are closed, or
  /// cannot be given away.
  public List<SharedSocket> shared() {
    List<SharedSocket> shared = new ArrayList<>();
    for (DatagramChannel each : sockets) {
      int descriptor = Transport.descriptor(each);
      if (descriptor >= 0 && each.isOpen()) {
        shared.add(
            new SharedSocket(InheritedSockets.datagrams(named(), shared.size()), descriptor));
      }
    }
    return shared;
  }

  /// How another process names them.
  public String name() {
    return InheritedSockets.datagrams(named());
  }

  private InetSocketAddress named() {
    return new InetSocketAddress(wanted.getAddress(), address().getPort());
  }

  /// Whether they are those of a process before, which reads them until it is asked to stop.
  public boolean areInherited() {
    return !sockets.getFirst().config().isAutoRead();
  }

  /// The process before reads them no more: what comes for its connections is passed on to it, if
  /// it is still there.
  public void takeOver(@Nullable FormerOwner before) {
    for (int i = 0; i < sockets.size(); i++) {
      if (before != null) {
        sockets.get(i).pipeline().addFirst(new FormerConnections(before, i));
      }
    }
    read(true);
  }

  @Override
  public int mark() {
    return ids.mark();
  }

  @Override
  public void stopReading() {
    read(false);
  }

  private void read(boolean here) {
    for (DatagramChannel each : sockets) {
      each.eventLoop().submit(() -> each.config().setAutoRead(here)).awaitUninterruptibly();
    }
  }

  @Override
  public void received(int socket, DatagramPacket datagram) {
    if (socket >= sockets.size()) {
      datagram.release();
      return;
    }
    DatagramChannel to = sockets.get(socket);
    to.eventLoop()
        .execute(
            () -> {
              to.pipeline().fireChannelRead(datagram);
              to.pipeline().fireChannelReadComplete();
            });
  }

  /// Connections may begin from now on.
  public void accept() {
    for (QuicArrivals each : arrivals) {
      each.worker().loop().execute(each::accept);
    }
  }

  /// No connection begins from now on; those that are open are served on.
  public void stop() {
    for (QuicArrivals each : arrivals) {
      each.worker().loop().execute(each::stop);
    }
  }

  /// Those whose handshake is not over have so long.
  public void endHandshakes(long millis) {
    for (QuicArrivals each : arrivals) {
      var _ = each.worker().loop().schedule(each::close, millis, TimeUnit.MILLISECONDS);
    }
  }

  /// Closes the sockets; connections that are open are gone.
  public void close() {
    for (DatagramChannel each : sockets) {
      var _ = each.close();
    }
  }

  /// Hands a datagram to the loop that owns its connection.
  private final class Dispatcher extends QuicCodecDispatcher {
    /// No socket has this number. Netty's own, -1, it takes for one.
    private static final int NONE = Integer.MAX_VALUE;

    Dispatcher() {
      super(ConnectionIds.BYTES);
    }

    @Override
    protected void initChannel(Channel socket, int idBytes, QuicConnectionIdGenerator generator) {
      arrivals.get(sockets.indexOf(socket)).begin(socket, generator);
    }

    @Override
    protected QuicConnectionIdGenerator newIdGenerator(int number) {
      return ids.marking(super.newIdGenerator(number));
    }

    @Override
    protected int decodeIndex(ByteBuf id) {
      return ids.isOurs(id) ? super.decodeIndex(id) : NONE;
    }
  }
}
