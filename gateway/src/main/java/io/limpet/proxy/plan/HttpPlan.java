package io.limpet.proxy.plan;

import java.util.List;
import java.util.Set;

/// What an HttpConnectionManager says of every request on its listener.
///
/// Times are in milliseconds, 0 for none. `upgrades` are types in lower case. `filters` is the
/// chain where no route says otherwise. `accessLogs` are files and formats.
public record HttpPlan(
    String statPrefix,
    String serverName,
    Identity identity,
    Paths paths,
    Limits limits,
    boolean acceptHttp10,
    boolean proxy100Continue,
    Set<String> upgrades,
    HttpChain filters,
    List<AccessLogPlan> accessLogs) {
  public HttpPlan {
    upgrades = Set.copyOf(upgrades);
    accessLogs = List.copyOf(accessLogs);
  }

  /// How a client is known, and what is said of it upstream.
  public record Identity(
      boolean useRemoteAddress,
      int xffNumTrustedHops,
      boolean skipXffAppend,
      boolean generateRequestId,
      boolean preserveExternalRequestId,
      boolean alwaysSetRequestIdInResponse) {}

  /// What is done to a path before it is routed.
  public record Paths(boolean normalize, boolean mergeSlashes) {}

  /// `headBytes` and `headCount` bound a request's head; times are in milliseconds, 0 for none.
  public record Limits(
      int headBytes,
      int headCount,
      long streamIdleMillis,
      long requestMillis,
      long requestHeadersMillis,
      long connectionIdleMillis,
      long delayedCloseMillis,
      long drainMillis) {}

  /// An access log: the file's path (`/dev/stdout` too) and the format of a line.
  public record AccessLogPlan(String path, FormatString format) {
    public boolean asksForTimes() {
      return format.asksForTimes();
    }
  }
}
