package io.limpet.proxy.quic;

import io.limpet.proxy.listener.BindRemedy;
import io.limpet.proxy.listener.ListenerCounters;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Admission;
import io.limpet.proxy.plan.QuicPlan;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramChannel;
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

/// The sockets of a listener that speaks QUIC: one for each event loop, at the same address. The
/// kernel chooses among them by the addresses of a datagram; the number of its loop is in every
/// connection's ID, so that a client whose address changed finds its connection.
public final class QuicSockets {
  private final List<QuicArrivals> arrivals;
  private final List<DatagramChannel> sockets;

  private QuicSockets(List<QuicArrivals> arrivals, List<DatagramChannel> sockets) {
    this.arrivals = List.copyOf(arrivals);
    this.sockets = List.copyOf(sockets);
  }

  /// A listener on one event loop.
  public record Lane(Worker worker, Supplier<QuicChains> chains) {}

  /// Which connections a listener takes, and what it counts of them.
  public record Entrance(Admission.Gate gate, ListenerCounters counters) {}

  /// Where to listen; `alone`: nobody else may listen there.
  public record At(InetSocketAddress wanted, boolean alone) {}

  /// Binds; nobody is accepted yet. Throws with a text that names address and remedy.
  public static QuicSockets bind(At where, QuicPlan plan, List<Lane> lanes, Entrance entrance)
      throws IOException {
    InetSocketAddress wanted = where.wanted();
    if (where.alone()) {
      checkFree(wanted);
    }
    List<QuicArrivals> arrivals =
        lanes.stream()
            .map(lane -> new QuicArrivals(lane.worker(), plan, lane.chains(), entrance))
            .toList();
    Dispatcher dispatcher = new Dispatcher(arrivals);
    List<DatagramChannel> sockets = new ArrayList<>();
    InetSocketAddress at = wanted;
    for (QuicArrivals each : arrivals) {
      DatagramChannel socket = each.worker().newDatagramChannel();
      sockets.add(socket);
      socket.pipeline().addLast(dispatcher);
      each.worker().loop().register(socket).syncUninterruptibly();
      ChannelFuture bound = socket.bind(at).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        close(sockets);
        throw new IOException(BindRemedy.text(wanted, bound.cause()), bound.cause());
      }
      at = socket.localAddress();
    }
    return new QuicSockets(arrivals, sockets);
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
    close(sockets);
  }

  private static void close(List<DatagramChannel> sockets) {
    for (DatagramChannel each : sockets) {
      var _ = each.close();
    }
  }

  /// Hands a datagram to the loop that owns its connection.
  private static final class Dispatcher extends QuicCodecDispatcher {
    private final List<QuicArrivals> arrivals;

    Dispatcher(List<QuicArrivals> arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    protected void initChannel(Channel socket, int idBytes, QuicConnectionIdGenerator ids) {
      for (QuicArrivals each : arrivals) {
        if (each.worker().loop().equals(socket.eventLoop())) {
          each.begin(socket, idBytes, ids);
        }
      }
    }
  }
}
