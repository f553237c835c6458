package io.limpet.proxy.http;

import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.TimerScale;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.HttpPlan.ConnectionLimits;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// What a client's connection waits for, for how long, and how it ends.
final class ClientLifetime {
  /// Who is told that something did not come in time.
  interface Due {
    /// No request began.
    void idleLate();

    /// A head that began did not end.
    void headLate();

    /// A body did not end.
    void bodyLate();

    /// `max_connection_duration` is over.
    void durationOver();
  }

  private enum Wait {
    REQUEST,
    HEAD,
    BODY,
    CLIENTS_END
  }

  private static final long FIRST_REQUEST_MILLIS = 1_000;

  private final Worker worker;
  private final Channel channel;
  private final ConnectionLimits limits;
  private final Due due;
  private final Deadline deadline = new Deadline(this::late, this::close);
  private @Nullable Deadline duration; // event loop only, like all below
  private @Nullable Deadline headIdle;
  private Wait wait = Wait.REQUEST;
  private int requests;
  private HeadWait headWait = HeadWait.REFUSED;
  private boolean refused;
  private boolean last;
  private boolean draining;
  private boolean lingering;

  ClientLifetime(Worker worker, Channel channel, ConnectionLimits limits, Due due) {
    this.worker = worker;
    this.channel = channel;
    this.limits = limits;
    this.due = due;
  }

  /// `isRefused`: it does not get long to say what it wants.
  void begin(boolean isRefused) {
    refused = isRefused;
    if (limits.durationMillis() > 0) {
      Deadline end = new Deadline(due::durationOver, this::close);
      duration = end;
      worker.deadlines().arm(end, limits.durationMillis(), worker.timers().connectionMax());
    }
    awaitRequest(refused ? Busy.PATIENCE_MILLIS : limits.idleMillis());
  }

  // Waiting.

  void awaitRequest() {
    awaitRequest(limits.idleMillis());
  }

  private void awaitRequest(long millis) {
    await(Wait.REQUEST, millis, worker.timers().connectionIdle());
  }

  void awaitHead(HttpPlan.Limits bounds) {
    headWait = refused ? HeadWait.REFUSED : HeadWait.of(bounds, worker.timers().streamIdle());
    await(Wait.HEAD, headWait.millis(), headWait.scale());
    HeadWait idle = HeadWait.idle(bounds, worker.timers().streamIdle());
    if (!refused && idle.scale() != TimerScale.NONE && headWait.scale() == TimerScale.NONE) {
      awaitHeadAlso(idle);
    }
  }

  /// Another bound is shorter, but this one may be shortened while the head is awaited.
  private void awaitHeadAlso(HeadWait idle) {
    Deadline also =
        new Deadline(
            () -> {
              headWait = idle;
              due.headLate();
            },
            this::close);
    headIdle = also;
    worker.deadlines().arm(also, idle.millis(), idle.scale());
  }

  /// What was awaited where a head is late.
  HeadWait headWait() {
    return headWait;
  }

  void awaitBody(long millis) {
    await(Wait.BODY, millis);
  }

  private void await(Wait what, long millis) {
    await(what, millis, TimerScale.NONE);
  }

  private void await(Wait what, long millis, TimerScale scale) {
    disarmHeadIdle();
    wait = what;
    worker.deadlines().arm(deadline, millis, scale);
  }

  void awaitNothing() {
    disarmHeadIdle();
    worker.deadlines().disarm(deadline);
  }

  private void disarmHeadIdle() {
    Deadline armed = headIdle;
    if (armed != null) {
      worker.deadlines().disarm(armed);
      headIdle = null;
    }
  }

  private void late() {
    switch (wait) {
      case REQUEST -> due.idleLate();
      case HEAD -> due.headLate();
      case BODY -> due.bodyLate();
      case CLIENTS_END -> close();
    }
  }

  // Ending.

  /// A request began; true where it is the last that this connection may have.
  boolean countRequest(HttpCounters counters) {
    requests++;
    boolean reached = requests == limits.requests();
    if (reached) {
      counters.maxRequests.increment();
      last = true;
    }
    return reached;
  }

  /// The connection ends after the answer that is being given.
  void endAfterAnswer() {
    last = true;
  }

  /// Whether it ends after the answer that is being given, be it only because the answer says so.
  boolean endsAfterAnswer() {
    return last;
  }

  /// From the next answer on, each tells the client to come anew.
  void drain() {
    draining = true;
  }

  /// The same at the end of the listener. True where the client has not asked anything yet: it is
  /// about to, and would take an end without an answer for a failure, as only a connection that was
  /// used before may end so at any time (RFC 9112 §9.3.1). It gets a moment.
  boolean drainedUnused() {
    drain();
    boolean unused = requests == 0 && wait == Wait.REQUEST;
    if (unused) {
      awaitRequest(FIRST_REQUEST_MILLIS);
    }
    return unused;
  }

  boolean draining() {
    return draining;
  }

  /// Nothing that comes is looked at any more.
  boolean lingering() {
    return lingering;
  }

  /// Closes so that the client can read what was written: closing a socket with unread bytes would
  /// reset it. Our side ends at once; the client's side is read, and dropped, for
  /// delayed_close_timeout.
  void linger(boolean nothingUnread) {
    lingering = true;
    long millis = limits.delayedCloseMillis();
    if (nothingUnread || millis == 0) {
      var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    var _ = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> shutDown(millis));
  }

  private void shutDown(long millis) {
    if (channel.isActive()) {
      SslHandler tls = channel.pipeline().get(SslHandler.class);
      if (tls != null) {
        var _ = tls.closeOutbound();
      } else if (channel instanceof DuplexChannel duplex) {
        var _ = duplex.shutdownOutput();
      }
      await(Wait.CLIENTS_END, millis);
    }
  }

  void close() {
    var _ = channel.close();
  }

  /// The connection is gone.
  void over() {
    awaitNothing();
    Deadline end = duration;
    if (end != null) {
      worker.deadlines().disarm(end);
    }
  }
}
