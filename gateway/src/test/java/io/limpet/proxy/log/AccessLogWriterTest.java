package io.limpet.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How lines come into the file of an access log, or do not.
final class AccessLogWriterTest {
  private static final int MOST_LINES = 10_000_000;

  @TempDir Path folder;

  private final Metrics metrics = new Metrics();

  /// Envoy waits for 64 KiB or 10 s.
  @Test
  void aLineIsWrittenAtOnce() throws IOException {
    Path file = folder.resolve("access.log");
    AccessLogWriter writer = AccessLogWriter.open(file.toString(), 16, metrics);
    writer.write("line\n");
    Await.until("the line is there", () -> read(file).equals("line\n"));
    writer.close();
  }

  @Test
  void linesThatDoNotFitTheQueueAreDroppedAndCounted() throws IOException {
    Path file = folder.resolve("access.log");
    AccessLogWriter writer = AccessLogWriter.open(file.toString(), 1, metrics);
    LongAdder dropped = metrics.limpet().counter("limits_reached", "limit", "access_log_lines");
    int lines = 0;
    while (dropped.sum() == 0 && lines < MOST_LINES) {
      writer.write("x\n");
      lines++;
    }
    writer.close();
    assertThat(dropped.sum()).isPositive();
    assertThat(read(file).lines().count() + dropped.sum()).isEqualTo(lines);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
