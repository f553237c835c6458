package io.limpet.proxy;

import io.limpet.proxy.listener.Acceptor;
import io.limpet.proxy.listener.Arrivals;
import io.limpet.proxy.listener.Chains;
import io.limpet.proxy.listener.InheritedSockets;
import io.limpet.proxy.listener.ListenerCounters;
import io.limpet.proxy.listener.ListeningSocket;
import io.limpet.proxy.listener.SharedSocket;
import io.limpet.proxy.overload.Admission;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.QuicPlan;
import io.limpet.proxy.quic.QuicChains;
import io.limpet.proxy.quic.QuicSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Where a listener's connections come from, and what each event loop makes of them.
sealed interface OpenSockets {
  InetSocketAddress address();

  /// Connections may begin from now on.
  void accept();

  /// What another process needs to accept in its place, as far as it can be given away.
  List<SharedSocket> shared();

  /// The sockets of datagrams, null where there are none.
  @Nullable QuicSockets datagrams();

  /// New connections are served so.
  void serve(ChainMaker maker, Map<ChainMaker.Key, ChainMaker.Made> made);

  /// Accepts no more; what is open is served on.
  void stop();

  /// Accepts no more, and closes what has no chain yet after so long.
  void close(long millis);

  /// The last connection is gone.
  void end();

  /// Whether each connection has a socket of its own.
  boolean own();

  private static void limit(Admission.Gate gate, ListenerPlan plan) {
    gate.limit(plan.connections());
  }

  /// What sockets are opened with: those of a process before, and which connections are taken.
  record From(InheritedSockets inherited, Admission admission) {}

  /// Sockets of TCP: a connection is a socket of its own.
  record Tcp(
      List<AtomicReference<Chains>> chains,
      List<Arrivals> arrivals,
      ListeningSocket socket,
      Admission.Gate gate)
      implements OpenSockets {
    /// `acceptor` is the lane that accepts for all.
    static Tcp open(
        ChainMaker maker,
        Map<ChainMaker.Key, ChainMaker.Made> made,
        From from,
        List<Lane> lanes,
        int acceptor)
        throws IOException {
      ListenerCounters counters = maker.counters();
      List<AtomicReference<Chains>> chains = new ArrayList<>();
      List<Arrivals> arrivals = new ArrayList<>();
      List<Acceptor.Receiver> receivers = new ArrayList<>();
      for (int i = 0; i < lanes.size(); i++) {
        AtomicReference<Chains> current = new AtomicReference<>(maker.chains(made, i));
        Arrivals each = new Arrivals(lanes.get(i).worker(), current::get, counters);
        chains.add(current);
        arrivals.add(each);
        receivers.add(each::accept);
      }
      Admission.Gate gate = from.admission().gate();
      limit(gate, maker.listener());
      var worker = lanes.get(acceptor % lanes.size()).worker();
      return new Tcp(
          List.copyOf(chains),
          List.copyOf(arrivals),
          ListeningSocket.open(
              maker.listener().address(),
              from.inherited(),
              new Acceptor(worker, gate, counters, receivers)),
          gate);
    }

    @Override
    public InetSocketAddress address() {
      return socket.address();
    }

    @Override
    public void accept() {
      socket.accept();
    }

    @Override
    public List<SharedSocket> shared() {
      return socket.shared().stream().toList();
    }

    @Override
    public @Nullable QuicSockets datagrams() {
      return null;
    }

    @Override
    public void serve(ChainMaker maker, Map<ChainMaker.Key, ChainMaker.Made> made) {
      limit(gate, maker.listener());
      for (int i = 0; i < chains.size(); i++) {
        chains.get(i).set(maker.chains(made, i));
      }
    }

    @Override
    public void stop() {
      socket.close();
    }

    @Override
    public void close(long millis) {
      socket.close();
      for (Arrivals each : arrivals) {
        var _ = each.worker().loop().schedule(each::close, millis, TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void end() {
      // Its connections have sockets of their own.
    }

    @Override
    public boolean own() {
      return true;
    }
  }

  /// Sockets of UDP, which all of their connections share.
  record Quic(
      QuicPlan plan,
      List<AtomicReference<QuicChains>> chains,
      QuicSockets sockets,
      Admission.Gate gate)
      implements OpenSockets {
    static Quic open(
        ChainMaker maker,
        Map<ChainMaker.Key, ChainMaker.Made> made,
        QuicPlan plan,
        From from,
        List<Lane> lanes)
        throws IOException {
      List<AtomicReference<QuicChains>> chains = new ArrayList<>();
      List<QuicSockets.Lane> of = new ArrayList<>();
      for (int i = 0; i < lanes.size(); i++) {
        AtomicReference<QuicChains> current = new AtomicReference<>(maker.quicChains(made, i));
        chains.add(current);
        of.add(new QuicSockets.Lane(lanes.get(i).worker(), current::get));
      }
      Admission.Gate gate = from.admission().quicGate();
      limit(gate, maker.listener());
      return new Quic(
          plan,
          List.copyOf(chains),
          QuicSockets.open(
              new QuicSockets.At(maker.listener().address(), from.inherited()),
              plan,
              of,
              new QuicSockets.Entrance(gate, maker.counters())),
          gate);
    }

    @Override
    public InetSocketAddress address() {
      return sockets.address();
    }

    @Override
    public void accept() {
      sockets.accept();
    }

    @Override
    public List<SharedSocket> shared() {
      return sockets.shared();
    }

    @Override
    public QuicSockets datagrams() {
      return sockets;
    }

    @Override
    public void serve(ChainMaker maker, Map<ChainMaker.Key, ChainMaker.Made> made) {
      if (!plan.equals(maker.listener().quic())) {
        maker.tell(
            "udp_listener_config.quic_options is as it was when the listener was opened; give the"
                + " listener another port, or restart");
      }
      limit(gate, maker.listener());
      for (int i = 0; i < chains.size(); i++) {
        chains.get(i).set(maker.quicChains(made, i));
      }
    }

    @Override
    public void stop() {
      sockets.stop();
    }

    @Override
    public void close(long millis) {
      sockets.stop();
      sockets.endHandshakes(millis);
    }

    @Override
    public void end() {
      sockets.close();
    }

    @Override
    public boolean own() {
      return false;
    }
  }
}
