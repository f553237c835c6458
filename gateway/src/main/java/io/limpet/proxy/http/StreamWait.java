package io.limpet.proxy.http;

import io.limpet.proxy.loop.Deadline;
import io.limpet.proxy.loop.TimerScale;
import io.limpet.proxy.loop.Worker;
import org.jspecify.annotations.Nullable;

/// How long one stream of a client's connection waits, for one thing at a time. There is a deadline
/// only where there is a limit.
final class StreamWait {
  private final Worker worker;
  private final Runnable afterMistake;
  private @Nullable Deadline deadline; // event loop only

  /// `afterMistake` closes the connection.
  StreamWait(Worker worker, Runnable afterMistake) {
    this.worker = worker;
    this.afterMistake = afterMistake;
  }

  /// 0 for as long as it takes.
  void begin(long millis, Runnable late) {
    begin(millis, TimerScale.NONE, late);
  }

  /// For what is complete and not taken yet.
  void beginFlush(long millis, Runnable late) {
    begin(millis, worker.timers().streamFlush(), late);
  }

  private void begin(long millis, TimerScale scale, Runnable late) {
    if (millis > 0) {
      Deadline armed = new Deadline(late, afterMistake);
      deadline = armed;
      worker.deadlines().arm(armed, millis, scale);
    }
  }

  /// For the whole request (`request_timeout`); what is answered then is written by `flush`.
  void beginRequest(Exchange of, Runnable flush) {
    begin(of.serving().http().limits().requestMillis(), () -> late(of, flush));
  }

  private static void late(Exchange late, Runnable flush) {
    late.serving().counters().requestTimeouts.increment();
    late.giveUp(LocalReply.of(408, "request timeout", "-", "request_overall_timeout"));
    flush.run();
  }

  void over() {
    Deadline armed = deadline;
    deadline = null;
    if (armed != null) {
      worker.deadlines().disarm(armed);
    }
  }
}
