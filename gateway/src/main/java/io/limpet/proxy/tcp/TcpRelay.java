package io.limpet.proxy.tcp;

import io.limpet.proxy.balance.Ask;
import io.limpet.proxy.balance.Balancer;
import io.limpet.proxy.balance.Token;
import io.limpet.proxy.head.TlsFacts;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.log.ConnectionNotes;
import io.limpet.proxy.log.ConnectionNotes.Flag;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.Connections.KeepAlive;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.OutlierMonitor;
import io.limpet.proxy.plan.transport.UpstreamProxyProtocol;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.limpet.proxy.tcp.TcpConnections.Serving;
import io.limpet.proxy.tls.ClientTls;
import io.limpet.proxy.tls.TlsFailure;
import io.limpet.proxy.upstream.Failure;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// One client's connection and its way to an endpoint (Envoy: tcp_proxy.cc). Nothing is read of the
/// client until the endpoint took the connection. Each direction ends for itself.
final class TcpRelay {
  static final String END = "TcpConnectionEnd";

  private static final int REFUSED = 503;
  private static final int LATE = 504;

  private final TcpConnections all;
  private final Worker worker;
  private final ConnectionStart start;
  private final Serving serving;
  private final TcpCounters counters;
  private final TcpSide client;
  private final Deadline idle = new Deadline(this::idle, this::close);
  private final Deadline whole = new Deadline(this::tooLong, this::close);
  private final Deadline connecting = new Deadline(this::connectLate, this::close);
  private final Deadline periodic = new Deadline(this::logAgain, this::close);
  private final ConnectionNotes notes;

  // Event loop only, all of these.
  private @Nullable TcpSide upstream;
  private @Nullable Endpoint endpoint;
  private @Nullable CircuitBreaker counted;
  private @Nullable ClusterPlan cluster;
  private @Nullable Ask ask;
  private int attempts;
  private boolean torn;
  private boolean closed;

  TcpRelay(
      TcpConnections all,
      SocketChannel channel,
      ConnectionStart start,
      Serving serving,
      TcpCounters counters) {
    this.start = start;
    this.all = all;
    this.worker = all.worker();
    this.serving = serving;
    this.counters = counters;
    @Nullable ConnectionNotes noted = start.notes();
    this.notes = noted == null ? new ConnectionNotes(worker, "") : noted;
    this.client = new TcpSide(this, channel);
  }

  void begin() {
    client.channel().pipeline().addLast(client);
    counters.connections.increment();
    worker.deadlines().arm(whole, serving.tcp().durationMillis());
    worker.deadlines().arm(periodic, serving.tcp().logging().intervalMillis());
    notes.relayed();
    TcpHead head = TcpHead.of(start);
    RbacPlan.@Nullable Verdict refusal = serving.tcp().refusal(head);
    if (refusal != null) {
      notes.terminated(refusal.details());
      close();
      return;
    }
    if (all.shedsConnection()) {
      overloaded();
      return;
    }
    @Nullable ClusterPlan chosen =
        serving.plan().cluster(serving.tcp().cluster(worker.random().nextLong()));
    if (chosen == null) {
      counters.noRoute.increment();
      end(Flag.NC);
      return;
    }
    cluster = chosen;
    notes.cluster(chosen);
    ask = new Ask(head, serving.tcp().hash(), Token.UNASKED, RetryPlan.NEVER);
    connect(chosen, ask);
  }

  private void connect(ClusterPlan to, Ask asked) {
    @Nullable Endpoint chosen = choose(to, asked);
    while (chosen != null && all.shedsUpstream()) {
      counters.upstream(to, "upstream_rq_cancelled").increment();
      leave();
      chosen = mayGoOn(to, asked, chosen) ? choose(to, asked) : null;
    }
    if (chosen != null) {
      chosen.state().started();
      chosen.state().connectionsTotal.increment();
      chosen.state().connectionsActive.increment();
      counters.upstream(to, "upstream_cx_total").increment();
      counters.upstreamActive(to).increment();
      open(chosen, to.connections());
    }
  }

  /// Where the connection goes; nowhere, and then it has ended.
  private @Nullable Endpoint choose(ClusterPlan to, Ask asked) {
    CircuitBreaker breaker = to.breakers().usual();
    if (!breaker.tryConnection(0)) {
      counters.upstream(to, "upstream_cx_overflow").increment();
      end(Flag.UO);
      return null;
    }
    @Nullable Endpoint chosen = Balancer.decide(to, asked, worker.random()).endpoint();
    if (chosen == null) {
      breaker.connectionOver();
      counters.upstream(to, "upstream_cx_none_healthy").increment();
      end(Flag.UH);
      return null;
    }
    attempts++;
    notes.attempt(chosen);
    endpoint = chosen;
    counted = breaker;
    counters.upstream(to, "upstream_rq_pending_total").increment();
    return chosen;
  }

  private void open(Endpoint to, Connections settings) {
    SocketChannel channel = (SocketChannel) worker.newClientChannel(settings.bufferBytes());
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    TcpSide side = new TcpSide(this, channel);
    upstream = side;
    channel.pipeline().addLast(side);
    worker.deadlines().arm(connecting, settings.connectMillis());
    var _ = worker.loop().register(channel);
    KeepAlive alive = settings.keepAlive();
    if (alive.on()) {
      worker.keepAlive(channel, alive.probes(), alive.timeSeconds(), alive.intervalSeconds());
    }
    InetSocketAddress address = to.socketAddress();
    ChannelFuture connecting =
        settings.source() == null
            ? channel.connect(address)
            : channel.connect(address, settings.source());
    var _ = connecting.addListener(done -> connected(side, done.cause()));
  }

  private void connected(TcpSide side, @Nullable Throwable failure) {
    if (closed || side.isOver()) {
      var _ = side.channel().close();
      return;
    }
    if (failure != null) {
      again(REFUSED, "delayed_connect_error: " + Failure.reason(failure));
      return;
    }
    Endpoint at = endpoint;
    if (at == null) {
      throw new IllegalStateException("connected with nobody");
    }
    @Nullable UpstreamProxyProtocol header = at.transport().header();
    if (header != null) {
      tell(side, header.header(start.proxied()));
    }
    @Nullable UpstreamTls tls = at.transport().tls();
    if (tls == null) {
      joined(side, TlsFacts.NONE);
    } else {
      encrypt(side, tls, tls.serverName("", at.hostname()));
    }
  }

  private static void tell(TcpSide side, byte[] header) {
    var _ =
        side.channel().writeAndFlush(Unpooled.wrappedBuffer(header), side.channel().voidPromise());
  }

  /// The handshake is a part of connecting.
  private void encrypt(TcpSide side, UpstreamTls plan, String name) {
    @Nullable ClientTls tls = all.contexts().of(plan);
    if (tls == null) {
      again(REFUSED, "");
      return;
    }
    SslHandler handler = tls.handler(ClientTls.Inside.BYTES, name, worker.allocator());
    side.channel().pipeline().addFirst(handler);
    var _ =
        handler
            .handshakeFuture()
            .addListener(done -> encrypted(side, ClientTls.facts(handler, plan), done.cause()));
  }

  private void encrypted(TcpSide side, TlsFacts facts, @Nullable Throwable failure) {
    if (closed || side.isOver()) {
      return;
    }
    if (failure == null) {
      joined(side, facts);
    } else {
      again(REFUSED, TlsFailure.reason(failure));
    }
  }

  private void joined(TcpSide side, TlsFacts facts) {
    worker.deadlines().disarm(connecting);
    counters.upstream(cluster(), "upstream_rq_total").increment();
    notes.connected(side.channel().localAddress(), facts);
    if (serving.tcp().logging().atConnected()) {
      serving.log(notes, "TcpUpstreamConnected");
    }
    @Nullable OutlierMonitor monitor = monitor();
    if (monitor != null) {
      monitor.connectedForGood();
    }
    client.joinWith(side);
    side.joinWith(client);
    if (!closed) {
      client.channel().config().setAutoRead(true);
      moved();
    }
  }

  private void connectLate() {
    again(LATE, "");
  }

  private ClusterPlan cluster() {
    ClusterPlan of = cluster;
    if (of == null) {
      throw new IllegalStateException("nowhere to");
    }
    return of;
  }

  private @Nullable OutlierMonitor monitor() {
    Endpoint at = endpoint;
    return at == null ? null : at.state().outlier();
  }

  /// The endpoint cannot be reached; another may be. `status` is what that counts as where outlier
  /// detection counts answers, `reason` what logs tell.
  private void again(int status, String reason) {
    notes.attemptFailed(reason);
    ClusterPlan to = cluster;
    Ask asked = ask;
    Endpoint failed = endpoint;
    if (to == null || asked == null || failed == null) {
      throw new IllegalStateException("nothing was tried");
    }
    counters.upstream(to, "upstream_cx_connect_fail").increment();
    failed.state().connectFailures.increment();
    @Nullable OutlierMonitor monitor = monitor();
    if (monitor != null) {
      monitor.failed(status);
    }
    leave();
    if (mayGoOn(to, asked, failed)) {
      connect(to, asked);
    }
  }

  /// Whether another may be tried; if not, the connection has ended.
  private boolean mayGoOn(ClusterPlan to, Ask asked, Endpoint failed) {
    if (attempts < serving.tcp().connectAttempts()) {
      asked.failed(failed);
      return true;
    }
    counters.upstream(to, "upstream_cx_connect_attempts_exceeded").increment();
    end(Flag.URX);
    return false;
  }

  /// Gives the connection upstream up, or notes that it is over.
  private void leave() {
    TcpSide side = upstream;
    Endpoint at = endpoint;
    ClusterPlan to = cluster;
    CircuitBreaker breaker = counted;
    counted = null;
    upstream = null;
    endpoint = null;
    worker.deadlines().disarm(connecting);
    if (breaker != null) {
      breaker.connectionOver();
    }
    if (side != null && at != null && to != null) {
      side.over();
      at.state().finished();
      at.state().connectionsActive.decrement();
      counters.upstreamActive(to).decrement();
      counters.upstream(to, "upstream_cx_destroy").increment();
      end(side);
    }
  }

  /// What was written still goes out, unless the other side was reset: then this one is, too
  /// (Envoy: tcp_proxy.cc, AbortReset).
  private void end(TcpSide side) {
    SocketChannel channel = side.channel();
    if (!torn) {
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else if (channel.isOpen()) {
      channel.config().setSoLinger(0);
      var _ = channel.close();
    }
  }

  /// Bytes went one way or the other.
  void moved() {
    worker.deadlines().arm(idle, serving.tcp().idleMillis());
  }

  /// Bytes of the client came: true where they are not relayed, and the connection is closed.
  boolean sheds(TcpSide from) {
    boolean shed = from == client && all.shedsData();
    if (shed) {
      overloaded();
    }
    return shed;
  }

  private void overloaded() {
    counters.overloaded.increment();
    close();
  }

  private void idle() {
    counters.idleTimeouts.increment();
    close();
  }

  private void tooLong() {
    counters.tooLong.increment();
    end(Flag.DT);
  }

  private void logAgain() {
    serving.log(notes, "TcpPeriodic");
    worker.deadlines().arm(periodic, serving.tcp().logging().intervalMillis());
  }

  /// The connection of one side was reset.
  void reset(TcpSide side) {
    torn = true;
    if (side == client) {
      close();
    } else {
      end(Flag.UR);
    }
  }

  private void end(Flag flag) {
    notes.flag(flag);
    close();
  }

  /// One side ended; what was written to the other still goes out.
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    worker.deadlines().disarm(idle);
    worker.deadlines().disarm(whole);
    worker.deadlines().disarm(periodic);
    serving.log(notes, END);
    leave();
    client.over();
    end(client);
    all.remove(this);
  }

  void mistake(Throwable cause) {
    worker.internalError(cause);
  }
}
