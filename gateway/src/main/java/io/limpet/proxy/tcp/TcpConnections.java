package io.limpet.proxy.tcp;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.listener.ChainConnections;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.log.AccessLogLine;
import io.limpet.proxy.log.ConnectionLine;
import io.limpet.proxy.log.ConnectionNotes;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.overload.ShedPoint;
import io.limpet.proxy.plan.OverloadPlan.Point;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.TcpPlan;
import io.limpet.proxy.tls.ClientContexts;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The open connections of one filter chain on one event loop.
public final class TcpConnections implements ChainConnections {
  /// What new connections follow.
  public record Serving(Plan plan, TcpPlan tcp, List<AccessLogLine> logs) {
    public Serving {
      logs = List.copyOf(logs);
    }

    void log(ConnectionNotes notes, String type) {
      ConnectionLine.write(logs, notes, type);
    }
  }

  private final Worker worker;
  private final Metrics metrics;
  private final ClientContexts contexts;
  private final Supplier<Serving> current;
  private final ShedPoint upstreamConnect;
  private final ShedPoint onData;
  private final ShedPoint newConnection;
  private final Set<TcpRelay> open = new HashSet<>(); // event loop only

  public TcpConnections(
      Worker worker,
      Metrics metrics,
      Supplier<Serving> current,
      ClientContexts contexts,
      Overload overload) {
    this.contexts = contexts;
    this.worker = worker;
    this.metrics = metrics;
    this.current = current;
    this.upstreamConnect = overload.point(Point.TCP_PROXY_UPSTREAM_CONNECT);
    this.onData = overload.point(Point.TCP_PROXY_ON_DATA);
    this.newConnection = overload.point(Point.CONNECTION_POOL_NEW_CONNECTION);
  }

  @Override
  public void begin(SocketChannel channel, ConnectionStart start) {
    if (start.refused()) {
      var _ = channel.close();
      return;
    }
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    channel.config().setAutoRead(false);
    Serving serving = current.get();
    TcpRelay relay =
        new TcpRelay(
            this, channel, start, serving, new TcpCounters(metrics, serving.tcp().statPrefix()));
    open.add(relay);
    relay.begin();
  }

  @Override
  public void missed(ConnectionStart start) {
    @Nullable ConnectionNotes notes = start.notes();
    if (notes != null) {
      current.get().log(notes, TcpRelay.END);
    }
  }

  public Worker worker() {
    return worker;
  }

  /// Whether this connection is closed instead of being relayed.
  boolean shedsConnection() {
    return upstreamConnect.sheds(worker.random());
  }

  /// Whether a connection is closed instead of bytes of its client being relayed.
  boolean shedsData() {
    return onData.sheds(worker.random());
  }

  /// Whether no connection to an endpoint is opened for this one.
  boolean shedsUpstream() {
    return newConnection.sheds(worker.random());
  }

  ClientContexts contexts() {
    return contexts;
  }

  void remove(TcpRelay relay) {
    open.remove(relay);
  }

  /// Closes what is open. On the event loop.
  public void close() {
    List.copyOf(open).forEach(TcpRelay::close);
  }
}
