package io.limpet.proxy.listener;

import io.limpet.proxy.log.AccessLogLine;
import io.limpet.proxy.log.ConnectionNotes;
import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.FilterChains;
import io.limpet.proxy.plan.Inspection;
import io.limpet.proxy.tls.ServerTls;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A listener's filter chains on one event loop, at one moment.
public final class Chains {
  /// What a chain does with its connections. Without `to` they are closed; `tls` is null for plain
  /// text.
  public record Way(
      @Nullable ServerTls tls,
      long handshakeMillis,
      ConnectionLimits limits,
      @Nullable ChainConnections to) {
    public static final Way CLOSED = new Way(null, 0, ConnectionLimits.NONE, null);
  }

  private final Inspection inspection;
  private final int bufferBytes;
  private final FilterChains plans;
  private final IdentityHashMap<FilterChainPlan, Way> ways;
  private final Logs logs;

  /// The listener's logs of its connections; `noted`: a chain has logs of its own.
  public record Logs(String listener, List<AccessLogLine> lines, boolean noted) {
    public Logs {
      lines = List.copyOf(lines);
    }

    /// Null where nobody will ask.
    @Nullable ConnectionNotes notes(Worker worker) {
      return noted || !lines.isEmpty() ? new ConnectionNotes(worker, listener) : null;
    }
  }

  /// A chain is itself alone: two that are equal are two.
  public Chains(
      Inspection inspection,
      int bufferBytes,
      FilterChains plans,
      IdentityHashMap<FilterChainPlan, Way> ways,
      Logs logs) {
    this.inspection = inspection;
    this.bufferBytes = bufferBytes;
    this.plans = plans;
    this.ways = new IdentityHashMap<>(ways);
    this.logs = logs;
  }

  Logs logs() {
    return logs;
  }

  Inspection inspection() {
    return inspection;
  }

  /// What may wait in a connection; 0 for what the proxy allows itself.
  int bufferBytes() {
    return bufferBytes;
  }

  /// The way of a connection, or null where no chain is for it.
  @Nullable Way find(FilterChains.Connection connection) {
    FilterChainPlan found = plans.find(connection);
    return found == null ? null : ways.get(found);
  }
}
