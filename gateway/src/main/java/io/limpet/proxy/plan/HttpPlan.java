package io.limpet.proxy.plan;

import io.limpet.proxy.plan.filter.HttpChain;
import java.util.List;

/// What an HttpConnectionManager says of every request on its listener.
///
/// Times are in milliseconds, 0 for none. `filters` is the chain where no route says
/// otherwise. `accessLogs` are files and formats.
public record HttpPlan(
    String statPrefix,
    ServerHeader server,
    IdentityPlan identity,
    Paths paths,
    Hosts hosts,
    Limits limits,
    Codec codec,
    Http1Plan http1,
    Http2Plan http2,
    Http3Plan http3,
    UpgradePlan upgrades,
    HttpChain filters,
    RouterPlan router,
    List<AccessLogPlan> accessLogs,
    LocalReplies localReplies) {
  public HttpPlan {
    accessLogs = List.copyOf(accessLogs);
  }

  /// Whether a log or a reply asks when what happened to a request.
  public boolean asksForTimes() {
    return localReplies.asksForTimes()
        || accessLogs.stream().anyMatch(log -> log.format().content().asksForTimes());
  }

  /// Which version of HTTP clients speak. `AUTO`: HTTP/2 where TLS agreed on it, or where the first
  /// bytes are its preface. `HTTP3` is for QUIC, and nothing else is.
  public enum Codec {
    AUTO,
    HTTP1,
    HTTP2,
    HTTP3
  }

  /// The `server` header of answers.
  public record ServerHeader(String name, Transformation transformation) {}

  /// What is done where an answer has a `server` header, or has none.
  public enum Transformation {
    OVERWRITE,
    APPEND_IF_ABSENT,
    PASS_THROUGH
  }

  /// What is done to a path before it is routed.
  public record Paths(boolean normalize, boolean mergeSlashes, EscapedSlashes escapedSlashes) {
    public static final Paths AS_THEY_CAME = new Paths(false, false, EscapedSlashes.KEEP);
  }

  /// What is done with `%2F` and `%5C` in a path.
  public enum EscapedSlashes {
    KEEP,
    REJECT,
    REDIRECT,
    FORWARD
  }

  /// What is taken off an authority before it is routed.
  public record Hosts(StripPort port, boolean trailingDot) {
    public static final Hosts AS_THEY_CAME = new Hosts(StripPort.NONE, false);
  }

  /// Which ports are taken off: none, the listener's own, or any.
  public enum StripPort {
    NONE,
    MATCHING,
    ANY
  }

  /// `headBytes` and `headCount` bound a request's head; times are in milliseconds, 0 for none.
  public record Limits(
      int headBytes,
      int headCount,
      long streamIdleMillis,
      long requestMillis,
      long requestHeadersMillis,
      long streamMillis,
      ConnectionLimits connection) {}

  /// When a client's connection ends. `requests` is 0 for as many as come. `drainMillis` is how
  /// long a client of HTTP/2 that was told to come anew may still send requests.
  public record ConnectionLimits(
      int requests,
      long durationMillis,
      boolean durationSafe,
      long idleMillis,
      long drainMillis,
      long delayedCloseMillis) {
    public static final ConnectionLimits DEFAULT =
        new ConnectionLimits(0, 0, false, 3_600_000, 5_000, 1_000);
  }
}
