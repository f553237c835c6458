package io.limpet.xds.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// Runs what is put into it one after the other, on whichever thread of a pool is free. What is put
/// there is little: a request, of which the next is read when it is done, and that there is news.
final class Mailbox {
  private final Executor executor;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  Mailbox(Executor executor) {
    this.executor = executor;
  }

  void put(Runnable work) {
    waiting.add(work);
    if (count.getAndIncrement() == 0) {
      executor.execute(this::run);
    }
  }

  private void run() {
    int done;
    int all = count.get();
    do {
      done = all;
      for (int i = 0; i < done; i++) {
        runNext();
      }
      all = count.addAndGet(-done);
    } while (all > 0);
  }

  private void runNext() {
    Runnable work = waiting.poll();
    if (work != null) {
      work.run();
    }
  }
}
