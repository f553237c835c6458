package io.limpet.proxy.log;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.AccessLogPlan;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The open access logs: one writer for each file, however many listeners write there. Used by the
/// thread that publishes plans.
public final class AccessLogs implements AutoCloseable {
  private final int queueLines;
  private final Metrics metrics;
  private final Map<String, AccessLogWriter> writers = new HashMap<>();

  public AccessLogs(int queueLines, Metrics metrics) {
    this.queueLines = queueLines;
    this.metrics = metrics;
  }

  /// Where lines go. Throws if the file cannot be written.
  public AccessLogLine open(AccessLogPlan plan) throws IOException {
    AccessLogWriter writer = writers.get(plan.path());
    if (writer == null) {
      writer = AccessLogWriter.open(plan.path(), queueLines, metrics);
      writers.put(plan.path(), writer);
    }
    return new AccessLogLine(plan, writer);
  }

  /// Writes what is queued and closes the files.
  @Override
  public void close() {
    writers.values().forEach(AccessLogWriter::close);
    writers.clear();
  }
}
