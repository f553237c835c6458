package io.limpet.proxy.log;

import io.limpet.metrics.Metrics;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/// Writes lines to a file on a thread of its own, so that no event loop waits for a disk. The queue
/// is bounded: lines that do not fit are dropped, and counted.
public final class AccessLogWriter {
  private static final System.Logger LOG = System.getLogger(AccessLogWriter.class.getName());
  private static final String END = "";

  private final OutputStream out;
  private final ArrayBlockingQueue<String> queue;
  private final LongAdder dropped;
  private final Thread thread;

  private AccessLogWriter(String path, OutputStream out, int queueLines, Metrics metrics) {
    this.out = out;
    this.queue = new ArrayBlockingQueue<>(queueLines);
    this.dropped = metrics.limpet().counter("limits_reached", "limit", "access_log_lines");
    this.thread = Thread.ofVirtual().name("limpet-access-log " + path).start(() -> run(path));
  }

  /// Throws with a text that names file and remedy.
  static AccessLogWriter open(String path, int queueLines, Metrics metrics) throws IOException {
    try {
      return new AccessLogWriter(path, stream(path), queueLines, metrics);
    } catch (IOException problem) {
      throw new IOException(
          "access log %s cannot be opened (%s); name a file that can be written, or /dev/stdout"
              .formatted(path, problem),
          problem);
    }
  }

  private static OutputStream stream(String path) throws IOException {
    return switch (path) {
      case "/dev/stdout" -> new FileOutputStream(FileDescriptor.out);
      case "/dev/stderr" -> new FileOutputStream(FileDescriptor.err);
      default ->
          Files.newOutputStream(
              Path.of(path), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    };
  }

  /// From any thread; never waits.
  void write(String line) {
    if (!queue.offer(line)) {
      dropped.increment();
    }
  }

  private void run(String path) {
    List<String> lines = new ArrayList<>();
    try (out) {
      boolean ended = false;
      while (!ended) {
        lines.add(queue.take());
        queue.drainTo(lines);
        ended = lines.removeIf(END::equals);
        out.write(String.join("", lines).getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        lines.clear();
      }
    } catch (IOException problem) {
      LOG.log(System.Logger.Level.ERROR, "access log " + path + " cannot be written", problem);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Writes what is queued.
  void close() {
    try {
      queue.put(END);
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
