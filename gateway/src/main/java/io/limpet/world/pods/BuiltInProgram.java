package io.limpet.world.pods;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A built-in: a server inside this process that can be told to misbehave.
///
/// It ends so gently that no caller notices: it serves on for a while, until no request is in
/// flight; then its pod may be called gone, and when that has reached every gateway it closes.
final class BuiltInProgram implements Program {
  private final PodServer server;
  private final PodTimings timings;
  private final Runnable stopWaits;
  private final CountDownLatch crashed = new CountDownLatch(1);

  /// `stopWaits` ends what the application waits for, when the server closes.
  BuiltInProgram(PodServer server, PodTimings timings, Runnable stopWaits) {
    this.server = server;
    this.timings = timings;
    this.stopWaits = stopWaits;
  }

  @Override
  public void start() throws IOException {
    server.open();
  }

  @Override
  public String awaitExit() throws InterruptedException {
    crashed.await();
    return "told to crash by the annotation " + Behaviour.ANNOTATION;
  }

  @Override
  public void drain(Duration preStop, Duration grace) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    Duration serving = preStop.isZero() ? timings.drain() : preStop;
    crashed.await(Math.min(serving.toNanos(), grace.toNanos()), TimeUnit.NANOSECONDS);
    server.awaitIdle(deadline - System.nanoTime());
    server.leave();
    Thread.ofVirtual().name("linger").start(this::linger);
  }

  private void linger() {
    try {
      crashed.await(timings.linger().toNanos(), TimeUnit.NANOSECONDS);
      server.awaitIdle(timings.linger().toNanos());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    close();
  }

  @Override
  public boolean readyAtOnce() {
    return true;
  }

  @Override
  public void behave(Behaviour behaviour) {
    server.behave(behaviour);
    switch (behaviour) {
      case CRASH -> {
        close();
        crashed.countDown();
      }
      case REFUSE -> server.refuse();
      case NORMAL, HANG, RESET, RUBBISH -> listenAgain();
    }
  }

  private void listenAgain() {
    if (server.isListening() || crashed.getCount() == 0) {
      return;
    }
    try {
      server.open();
    } catch (IOException taken) {
      crashed.countDown();
    }
  }

  @Override
  public void close() {
    server.close();
    stopWaits.run();
  }
}
