package io.limpet.proxy.plan;

/// How HTTP/2 is spoken, with clients or with endpoints (core/v3/protocol.proto,
/// Http2ProtocolOptions; defaults as measured on Envoy 1.40).
///
/// Windows and the table of headers are what the peer may use of ours, in bytes. `keepOnError`
/// resets the stream of a message that is not well-formed; otherwise its connection ends.
/// `flushMillis` is how long what is complete may wait for the peer: 0 for as long as it likes,
/// below 0 for as long as a stream may be idle.
public record Http2Plan(
    int headerTableBytes,
    int maxStreams,
    int streamWindow,
    int connectionWindow,
    boolean allowConnect,
    boolean keepOnError,
    Floods floods,
    Resets resets,
    KeepAlive keepAlive,
    long flushMillis) {
  public static final Http2Plan DEFAULT =
      new Http2Plan(
          4096,
          1024,
          16 << 20,
          24 << 20,
          false,
          false,
          Floods.DEFAULT,
          Resets.DEFAULT,
          KeepAlive.OFF,
          -1);

  public Http2Plan with(KeepAlive other) {
    return new Http2Plan(
        headerTableBytes,
        maxStreams,
        streamWindow,
        connectionWindow,
        allowConnect,
        keepOnError,
        floods,
        resets,
        other,
        flushMillis);
  }

  /// How many frames may wait for a peer that reads slowly, and how many that ask for work and give
  /// none may come from one.
  public record Floods(
      int outboundFrames,
      int outboundControlFrames,
      int emptyFrames,
      int priorityFrames,
      int windowUpdates) {
    public static final Floods DEFAULT = new Floods(10_000, 1_000, 1, 100, 10);
  }

  /// A client's connection ends when half of its streams, of `streams` at least, were given up
  /// without an answer in not much more than `lifeSeconds` (the runtime's
  /// `overload.premature_reset_total_stream_count` and
  /// `overload.premature_reset_min_stream_lifetime_seconds`).
  public record Resets(long streams, long lifeSeconds) {
    public static final Resets DEFAULT = new Resets(500, 1);
  }

  /// PINGs: one after so long, which is varied by that part of it, and one before the first request
  /// after such a pause. Without an answer in time the connection is closed. Times are in
  /// milliseconds, 0 for none.
  public record KeepAlive(
      long intervalMillis, int jitterPercent, long timeoutMillis, long idleMillis) {
    public static final KeepAlive OFF = new KeepAlive(0, 0, 0, 0);
  }
}
