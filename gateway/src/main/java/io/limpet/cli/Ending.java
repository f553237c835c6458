package io.limpet.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// The end of a process that serves: the first signal drains it, a second one ends it at once.
final class Ending {
  private final Served served;
  private final Consumer<String> out;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final AtomicInteger signals = new AtomicInteger();

  Ending(Served served, Consumer<String> out) {
    this.served = served;
    this.out = out;
  }

  /// Any thread.
  void signalled(int number) {
    if (signals.getAndIncrement() > 0) {
      Runtime.getRuntime().exit(Signals.exitCode(number)); // by way of `cut`
    }
    out.accept("limpet: draining; a second signal ends at once");
    served.drain(Signals.isInterrupt(number));
    over();
  }

  /// All that had to be waited for is over. Whoever comes second waits for the first.
  synchronized void over() {
    if (!exit.isDone()) {
      Foreground.end(served);
      exit.complete(0);
    }
  }

  /// The exit code, once there is one.
  int await() {
    return exit.join();
  }

  /// However the JVM came to its end.
  void shutdown() {
    if (signals.get() > 1) {
      served.cut();
    } else {
      over();
    }
  }
}
