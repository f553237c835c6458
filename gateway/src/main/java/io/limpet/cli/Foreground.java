package io.limpet.cli;

import io.limpet.source.Source;
import io.limpet.source.file.FileSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Keeps an instance running until the process is told to end (Ctrl-C, SIGTERM), and ends it then,
/// so that nobody waits for an answer in vain and none of its pods is left behind.
final class Foreground {
  private static final long LONGEST_END_MILLIS = 25_000;

  private Foreground() {}

  /// Something that runs until it is closed.
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /// Starts it.
  interface Start<T extends Running> {
    T start() throws StartException;
  }

  /// Files and folders, watched.
  static Source files(List<Path> paths, String namespace) throws StartException {
    try {
      return new FileSource(paths, namespace);
    } catch (IOException unwatchable) {
      throw new StartException("files cannot be watched: " + unwatchable.getMessage());
    }
  }

  static <T extends Running> void run(Start<T> start, Consumer<T> begun)
      throws StartException, InterruptedException {
    T instance = start.start();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  end(instance);
                  ended.countDown();
                },
                "limpet-shutdown"));
    begun.accept(instance);
    ClassPages.keepFew();
    ended.await();
  }

  /// The same for what carries traffic; gives the process' exit code.
  static <T extends Served> int serve(Start<T> start, Consumer<T> begun, Consumer<String> out)
      throws StartException {
    T instance = start.start();
    Ending ending = new Ending(instance, out);
    Runtime.getRuntime().addShutdownHook(new Thread(ending::shutdown, "limpet-shutdown"));
    Signals.handle(ending::signalled);
    var _ = instance.over().thenRunAsync(ending::over, task -> Thread.ofPlatform().start(task));
    begun.accept(instance);
    ClassPages.keepFew();
    return ending.await();
  }

  /// The process ends when this is over, so it must be, before the kubelet's patience (30 s).
  static void end(Running instance) {
    Thread closing = Thread.ofPlatform().name("limpet-close").daemon().start(instance::close);
    try {
      closing.join(LONGEST_END_MILLIS);
    } catch (InterruptedException now) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closes the parts of an instance, those that were begun last first. What goes wrong is told and
  /// stops none of the others.
  static void close(List<AutoCloseable> parts, Consumer<String> out) {
    for (AutoCloseable each : parts.reversed()) {
      try {
        each.close();
      } catch (Exception failed) {
        out.accept("error: while stopping: " + failed);
      }
    }
    parts.clear();
  }
}
