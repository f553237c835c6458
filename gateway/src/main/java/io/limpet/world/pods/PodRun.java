package io.limpet.world.pods;

import io.limpet.world.pods.Addresses.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The life of one pod: its program is started, probed, started again when it exits (with a growing
/// back-off), and brought to its end.
///
/// One virtual thread lives it; others only say what is wanted.
public final class PodRun {
  private final PodOrder order;
  private final Address address;
  private final PodTimings timings;
  private final Clock clock;
  private final Reports reports;
  private final PodLog log = new PodLog();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();

  // under `lock`
  private Optional<Program> program = Optional.empty();
  private Behaviour behaviour = Behaviour.NORMAL;
  private boolean closed;

  // the pod's thread only
  private int restarts;
  private Duration backOff;

  /// Who is told how the pod fares.
  public interface Reports {
    void changed(PodState state);

    /// The pod's end is complete; nobody may be sent there any more.
    void gone();
  }

  public PodRun(PodOrder order, Address address, PodTimings timings, Clock clock, Reports reports) {
    this.order = order;
    this.address = address;
    this.timings = timings;
    this.clock = clock;
    this.reports = reports;
    this.backOff = timings.firstBackOff();
  }

  public void start() {
    Thread.ofVirtual().name("pod " + order.name()).start(this::live);
  }

  /// Asks for the gentle end.
  public void terminate() {
    ending.countDown();
  }

  public void behave(Behaviour wanted) {
    lock.lock();
    try {
      if (wanted != behaviour) {
        behaviour = wanted;
        program.ifPresent(each -> each.behave(wanted));
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends everything at once and reports nothing more.
  public void close() {
    lock.lock();
    try {
      closed = true;
      program.ifPresent(Program::close);
    } finally {
      lock.unlock();
    }
    ending.countDown();
  }

  public PodLog log() {
    return log;
  }

  private void live() {
    try {
      while (!isEnding()) {
        runOnce();
      }
      if (!isClosed()) {
        reports.gone();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOnce() throws InterruptedException {
    Program next = Programs.of(order, address, timings, log);
    long startedNanos = System.nanoTime();
    String why = start(next);
    boolean started = why.isEmpty();
    if (started) {
      try (Readiness _ = probe(next)) {
        why = awaitExitOrEnding(next);
      }
    }
    if (isEnding()) {
      end(next, started);
    } else {
      next.close();
      startAgainLater(why, Duration.ofNanos(System.nanoTime() - startedNanos));
    }
  }

  /// Empty, or why it could not be started.
  private String start(Program next) {
    lock.lock();
    try {
      if (closed) {
        return "closed";
      }
      next.start();
      program = Optional.of(next);
      if (behaviour != Behaviour.NORMAL) {
        next.behave(behaviour);
      }
      return "";
    } catch (IOException failure) {
      return "could not start: " + failure.getMessage();
    } finally {
      lock.unlock();
    }
  }

  private Readiness probe(Program next) {
    PodState.Running running = new PodState.Running(clock.instant());
    int port = order.ports().isEmpty() ? 0 : order.ports().getFirst();
    boolean atOnce = order.readiness().isEmpty() && (next.readyAtOnce() || port == 0);
    reports.changed(new PodState(running, atOnce, restarts));
    Probe probe = order.readiness().orElse(Probe.accepting(port));
    int there = address.ports().getOrDefault(probe.port(), probe.port());
    InetSocketAddress target = PodServer.address(address.ip(), there);
    int runs = restarts;
    Readiness readiness =
        new Readiness(probe, target, ready -> reports.changed(new PodState(running, ready, runs)));
    if (!atOnce) {
      readiness.start();
    }
    return readiness;
  }

  private String awaitExitOrEnding(Program running) throws InterruptedException {
    BlockingQueue<String> ends = new ArrayBlockingQueue<>(2);
    Thread exit = Thread.ofVirtual().start(() -> tell(ends, running::awaitExit));
    Thread asked = Thread.ofVirtual().start(() -> tell(ends, this::awaitEnding));
    try {
      return ends.take();
    } finally {
      exit.interrupt();
      asked.interrupt();
    }
  }

  private String awaitEnding() throws InterruptedException {
    ending.await();
    return "asked to end";
  }

  /// Something to wait for, which then says what it was.
  private interface End {
    String await() throws InterruptedException;
  }

  private static void tell(BlockingQueue<String> ends, End end) {
    try {
      ends.add(end.await());
    } catch (InterruptedException theOtherCameFirst) {
      Thread.currentThread().interrupt();
    }
  }

  private void startAgainLater(String why, Duration ran) throws InterruptedException {
    restarts++;
    log.add("(restart " + restarts + ": " + why + ")");
    if (ran.compareTo(timings.stable()) >= 0) {
      backOff = timings.firstBackOff();
    }
    String message = "back-off " + backOff.toMillis() + " ms: " + why;
    reports.changed(PodState.waiting("CrashLoopBackOff", message, restarts));
    if (!ending.await(backOff.toNanos(), TimeUnit.NANOSECONDS)) {
      Duration twice = backOff.multipliedBy(2);
      backOff = twice.compareTo(timings.longestBackOff()) < 0 ? twice : timings.longestBackOff();
    }
  }

  private void end(Program last, boolean started) throws InterruptedException {
    if (isClosed() || !started) {
      last.close();
    } else {
      last.drain(order.preStop(), order.grace());
    }
  }

  private boolean isEnding() {
    return ending.getCount() == 0;
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
