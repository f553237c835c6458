package io.limpet.proxy.codec.http2;

import io.limpet.proxy.plan.Http1Plan.Underscores;

/// How HTTP/2 is spoken on one connection: what our SETTINGS say, and every bound (Envoy:
/// core/v3/protocol.proto, Http2ProtocolOptions; names and defaults are its own).
///
/// `connectionWindow` is the connection's receive window, which is raised to it at once;
/// `streamWindow` is each stream's. `headBytes` and `headers` bound a head: names and values, and
/// how many fields; `underscores` is for clients' only.
public record Http2Options(
    int headerTableSize,
    int maxConcurrentStreams,
    int streamWindow,
    int connectionWindow,
    boolean allowConnect,
    int headBytes,
    int headers,
    Underscores underscores,
    FloodLimits floods) {

  /// Against peers that make us work for little of theirs.
  ///
  /// `outboundFrames` may wait to be written, and of those `outboundControlFrames` of the kinds
  /// SETTINGS, PING and RST_STREAM. `emptyFrames` DATA, HEADERS or CONTINUATION frames may be empty
  /// in a row, without the end of their stream. For each stream `priorityFrames` PRIORITY frames
  /// may come, and `windowUpdates` WINDOW_UPDATEs for each DATA frame that was sent.
  /// `continuations` CONTINUATION frames may follow one HEADERS frame.
  public record FloodLimits(
      int outboundFrames,
      int outboundControlFrames,
      int emptyFrames,
      int priorityFrames,
      int windowUpdates,
      int continuations) {
    public static final FloodLimits DEFAULT = new FloodLimits(10_000, 1000, 1, 100, 10, 512);
  }

  /// Envoy 1.40's for a listener: 1024 streams, windows of 16 MiB and 24 MiB.
  public static final Http2Options DEFAULT =
      new Http2Options(
          4096,
          1024,
          16 << 20,
          24 << 20,
          false,
          60 << 10,
          100,
          Underscores.ALLOW,
          FloodLimits.DEFAULT);
}
