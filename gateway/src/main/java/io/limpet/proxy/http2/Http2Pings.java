package io.limpet.proxy.http2;

import io.limpet.proxy.codec.http2.Http2Connection;
import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.Http2Plan.KeepAlive;
import org.jspecify.annotations.Nullable;

/// Asks now and then whether a connection's peer is still there (core/v3/protocol.proto,
/// KeepaliveSettings). There is a deadline only where that is wanted, and one at most.
public final class Http2Pings {
  private final Worker worker;
  private final Http2Connection wire;
  private final KeepAlive wanted;
  private final Runnable flush;
  private final Runnable unanswered;
  private @Nullable Deadline deadline; // event loop only, like the rest
  private boolean asked;
  private long count;
  private long heardNanos;

  /// `flush` writes what is asked, `unanswered` runs where no answer came in time.
  public Http2Pings(
      Worker worker, Http2Connection wire, KeepAlive wanted, Runnable flush, Runnable unanswered) {
    this.worker = worker;
    this.wire = wire;
    this.wanted = wanted;
    this.flush = flush;
    this.unanswered = unanswered;
  }

  public void begin() {
    if (wanted.timeoutMillis() == 0) {
      return;
    }
    heardNanos = worker.nanoTime();
    deadline = new Deadline(this::due, unanswered);
    arm();
  }

  private void arm() {
    Deadline armed = deadline;
    if (armed != null && wanted.intervalMillis() > 0) {
      long spread = wanted.intervalMillis() * wanted.jitterPercent() / 100;
      long jitter = spread > 0 ? worker.random().nextLong(spread) : 0;
      worker.deadlines().arm(armed, wanted.intervalMillis() + jitter);
    }
  }

  private void due() {
    if (asked) {
      unanswered.run();
    } else {
      ask();
    }
  }

  private void ask() {
    Deadline armed = deadline;
    if (armed != null && !asked) {
      asked = true;
      wire.ping(++count);
      flush.run();
      worker.deadlines().arm(armed, wanted.timeoutMillis());
    }
  }

  /// A stream is about to be begun: where nothing was heard for `connection_idle_interval`, the
  /// peer is asked beside it.
  public void streamBegins() {
    if (wanted.idleMillis() > 0
        && worker.nanoTime() - heardNanos >= wanted.idleMillis() * 1_000_000) {
      ask();
    }
  }

  /// Something came.
  public void heard() {
    if (deadline != null) {
      heardNanos = worker.nanoTime();
    }
  }

  /// An answer came.
  public void answered() {
    asked = false;
    Deadline armed = deadline;
    if (armed != null) {
      worker.deadlines().disarm(armed);
      arm();
    }
  }

  public void end() {
    Deadline armed = deadline;
    deadline = null;
    if (armed != null) {
      worker.deadlines().disarm(armed);
    }
  }
}
