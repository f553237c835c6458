package io.limpet.bench.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/// Loads one proxy from one thread: each caller returns the token that it was given first, and
/// sends its next request as soon as it has an answer, or when the load's rate says so.
public final class LoadClient implements AutoCloseable {
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  /// Without a proxy that answers, connections would be made for ever.
  private static final int FAILURES = 1000;

  private final Selector selector;
  private final Tally tally = new Tally();
  private final List<Caller> callers = new ArrayList<>();
  private Pace pace = new Pace(System.nanoTime(), 0, 0);
  private final Load load;
  private int failures;
  private IOException lastFailure = new IOException("no answer within 10 s");

  private LoadClient(Load load, SSLContext trust, Selector selector) throws IOException {
    this.load = load;
    this.selector = selector;
    Wires wires = new Wires(load, trust);
    for (int i = 0; i < load.connections(); i++) {
      FirstAnswer first = FirstAnswer.ask(load.plain(), load.path(), i);
      callers.add(new Caller(first, load, wires, selector, tally));
    }
  }

  /// Every caller has been answered once, and its connection is there.
  public static LoadClient open(Load load, SSLContext trust) throws IOException {
    LoadClient client = new LoadClient(load, trust, Selector.open());
    try {
      if (load.security().isKept()) {
        for (Caller each : client.callers) {
          each.connect();
        }
      }
      client.await(Caller::isOpen);
      client.tally.take(0);
      return client;
    } catch (IOException failed) {
      client.close();
      throw failed;
    }
  }

  public LoadResult run(Duration time) throws IOException {
    failures = 0;
    long start = System.nanoTime();
    pace = new Pace(start, time.toNanos(), load.rate());
    askAll();
    while (!pace.isOver(System.nanoTime())) {
      turn();
      if (pace.isClocked()) {
        askAll();
      }
    }
    await(caller -> !caller.isBusy());
    return tally.take((System.nanoTime() - start) / 1e9);
  }

  /// Each caller asks once, one after the other.
  public LoadResult once() throws IOException {
    long start = System.nanoTime();
    for (Caller each : callers) {
      long asked = System.nanoTime();
      pace = Pace.once(asked);
      ask(each);
      while (each.isBusy()) {
        turn();
        if (System.nanoTime() - asked > PATIENCE_NANOS) {
          throw lastFailure;
        }
      }
    }
    return tally.take((System.nanoTime() - start) / 1e9);
  }

  /// Nobody asks; connections that are lost meanwhile are made again and told.
  public int rest(Duration time) throws IOException {
    int before = failures;
    pace = new Pace(System.nanoTime(), 0, 0);
    long start = System.nanoTime();
    while (System.nanoTime() - start < time.toNanos()) {
      turn();
    }
    return failures - before;
  }

  private void askAll() {
    for (Caller each : callers) {
      ask(each);
    }
  }

  private void ask(Caller caller) {
    try {
      caller.ask(pace);
    } catch (IOException failed) {
      fail(caller, failed);
    }
  }

  private void turn() throws IOException {
    selector.select(this::ready, 1);
    if (failures > FAILURES) {
      throw new IOException("a thousand connections failed; the last: " + lastFailure.getMessage());
    }
  }

  private void ready(SelectionKey key) {
    Caller caller = (Caller) key.attachment();
    try {
      caller.ready(key, pace);
    } catch (IOException failed) {
      fail(caller, failed);
    }
  }

  private void fail(Caller caller, IOException failed) {
    failures++;
    lastFailure = failed;
    try {
      caller.fail();
    } catch (IOException again) {
      lastFailure = again;
    }
  }

  private void await(Predicate<Caller> done) throws IOException {
    long begun = System.nanoTime();
    while (!callers.stream().allMatch(done)) {
      turn();
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw lastFailure;
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Caller each : callers) {
      each.close();
    }
    selector.close();
  }
}
