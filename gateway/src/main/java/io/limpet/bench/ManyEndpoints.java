package io.limpet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// The endpoints of a Service as EndpointSlices of a hundred, each in a file of its own, and
/// changes to them.
final class ManyEndpoints {
  private static final int SLICES = 100;
  private static final int IN_SLICE = 100;
  private static final int PERIOD_MILLIS = 100;

  private final Path folder;
  private final int port;
  private final AtomicLong written = new AtomicLong();

  ManyEndpoints(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  void writeAll() throws IOException {
    for (int i = 0; i < SLICES; i++) {
      write(i, IN_SLICE);
    }
  }

  /// The file is there whole or not at all: it is watched.
  private void write(int slice, int endpoints) throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: many-%1$d
              namespace: bench
              labels: {kubernetes.io/service-name: many}
            addressType: IPv4
            ports: [{name: http, port: %2$d}]
            endpoints:
            """
                .formatted(slice, port));
    for (int i = 1; i <= endpoints; i++) {
      text.append("- {addresses: [127.2.%d.%d], conditions: {ready: true}}\n".formatted(slice, i));
    }
    Path beside = Files.createTempFile(folder.getParent(), "slice", ".part");
    Files.writeString(beside, text);
    Files.move(
        beside,
        folder.resolve("slice-%d.yaml".formatted(slice)),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// Changes that go on until it is closed.
  record Changes(ScheduledExecutorService thread, Future<?> task, AtomicLong made)
      implements AutoCloseable {
    /// How many there were so far; they end when a file cannot be written.
    long count() throws IOException {
      if (task.state() == Future.State.FAILED) {
        throw new IOException("endpoints cannot be changed", task.exceptionNow());
      }
      return made.get();
    }

    @Override
    public void close() {
      thread.shutdownNow();
    }
  }

  /// The last endpoint of one slice after the other goes, and comes again in the next turn.
  Changes change() {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("bench-changes").unstarted(task));
    AtomicLong made = new AtomicLong();
    Runnable change =
        () -> {
          long number = written.getAndIncrement();
          try {
            boolean whole = number / SLICES % 2 == 1;
            write((int) (number % SLICES), whole ? IN_SLICE : IN_SLICE - 1);
            made.incrementAndGet();
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        };
    Future<?> task = thread.scheduleAtFixedRate(change, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return new Changes(thread, task, made);
  }
}
