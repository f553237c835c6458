package io.limpet.proxy.http;

import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.Route;
import org.jspecify.annotations.Nullable;

/// How long nothing may move in an exchange, and how long all of it may take. There is a deadline
/// only where there is a limit, and the next exchange uses it again.
final class StreamDeadlines {
  private final Worker worker;
  private final Exchange exchange;
  private @Nullable Deadline idle; // event loop only, like the rest
  private @Nullable Deadline whole;
  private long idleMillis;

  StreamDeadlines(Worker worker, Exchange exchange) {
    this.worker = worker;
    this.exchange = exchange;
  }

  /// As the route says, or the listener where that says nothing. From now on.
  void limitIdle() {
    idleMillis = idleMillis(exchange);
    disarm(idle);
    moved();
  }

  static long idleMillis(Exchange exchange) {
    @Nullable Route route = exchange.route();
    long routes =
        route != null && route.action() instanceof Route.Forward forward
            ? forward.times().idleMillis()
            : -1;
    return routes < 0 ? exchange.serving().http().limits().streamIdleMillis() : routes;
  }

  /// How long what is complete may wait for the client's window (`stream_flush_timeout`).
  static long flushMillis(Exchange exchange) {
    long flush = exchange.serving().http().http2().flushMillis();
    return flush < 0 ? idleMillis(exchange) : flush;
  }

  private void idle() {
    exchange.serving().counters().streamIdle.increment();
    exchange.idle();
  }

  void moved() {
    if (idleMillis > 0) {
      idle = idle == null ? new Deadline(this::idle, exchange::abort) : idle;
      worker.deadlines().arm(idle, idleMillis, worker.timers().streamIdle());
    }
  }

  /// For another exchange.
  void clear() {
    over();
    idleMillis = 0;
  }

  /// From now on; 0 for no limit.
  void limit(long millis) {
    if (millis > 0 || whole != null) {
      whole = whole == null ? new Deadline(this::tooLong, exchange::abort) : whole;
      worker.deadlines().arm(whole, millis);
    }
  }

  private void tooLong() {
    exchange.serving().counters().streamTooLong.increment();
    exchange.giveUp(LocalReply.tooLong(exchange));
  }

  void over() {
    disarm(idle);
    disarm(whole);
  }

  private void disarm(@Nullable Deadline armed) {
    if (armed != null) {
      worker.deadlines().disarm(armed);
    }
  }
}
