package io.limpet.proxy.codec.http2;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/// What is counted of HTTP/2 itself, under the names of Envoy's codec statistics (`http2.` of a
/// listener's clients, `cluster.NAME.http2.` of endpoints; source/common/http/http2/codec_stats.h).
public final class Http2Counts {
  // Frames and streams.
  final LongAdder resetsReceived;
  final LongAdder resetsSent;
  final LongAdder goAwaysSent;
  final LongAdder trailers;
  final LongAdder streamsActive;
  final LongAdder pendingSendBytes;
  final LongAdder outboundFramesActive;
  final LongAdder outboundControlFramesActive;
  final LongAdder streamsRefused;

  // Heads.
  final LongAdder messagingErrors;
  final LongAdder headerOverflow;
  final LongAdder headersTooLarge;
  final LongAdder underscoresDropped;
  final LongAdder underscoresRefused;

  // Floods.
  final LongAdder outboundFlood;
  final LongAdder outboundControlFlood;
  final LongAdder emptyFramesFlood;
  final LongAdder priorityFramesFlood;
  final LongAdder windowUpdateFramesFlood;

  // Waits that were too long, which the connection's owner sees.
  private final LongAdder keepAliveTimeouts;
  private final LongAdder flushTimeouts;

  /// `counter` and `gauge` give the number of a name.
  public Http2Counts(Function<String, LongAdder> counter, Function<String, LongAdder> gauge) {
    resetsReceived = counter.apply("http2.rx_reset");
    resetsSent = counter.apply("http2.tx_reset");
    goAwaysSent = counter.apply("http2.goaway_sent");
    trailers = counter.apply("http2.trailers");
    streamsActive = gauge.apply("http2.streams_active");
    pendingSendBytes = gauge.apply("http2.pending_send_bytes");
    outboundFramesActive = gauge.apply("http2.outbound_frames_active");
    outboundControlFramesActive = gauge.apply("http2.outbound_control_frames_active");
    streamsRefused = counter.apply("http2.stream_refused_errors");
    messagingErrors = counter.apply("http2.rx_messaging_error");
    headerOverflow = counter.apply("http2.header_overflow");
    headersTooLarge = counter.apply("http2.header_list_size_too_large");
    underscoresDropped = counter.apply("http2.dropped_headers_with_underscores");
    underscoresRefused = counter.apply("http2.requests_rejected_with_underscores_in_headers");
    outboundFlood = counter.apply("http2.outbound_flood");
    outboundControlFlood = counter.apply("http2.outbound_control_flood");
    emptyFramesFlood = counter.apply("http2.inbound_empty_frames_flood");
    priorityFramesFlood = counter.apply("http2.inbound_priority_frames_flood");
    windowUpdateFramesFlood = counter.apply("http2.inbound_window_update_frames_flood");
    keepAliveTimeouts = counter.apply("http2.keepalive_timeout");
    flushTimeouts = counter.apply("http2.tx_flush_timeout");
  }

  /// Numbers that nobody looks at.
  public static Http2Counts unseen() {
    return new Http2Counts(_ -> new LongAdder(), _ -> new LongAdder());
  }

  /// A PING was not answered in time.
  public void keepAliveTimeout() {
    keepAliveTimeouts.increment();
  }

  /// What waits of a stream was not taken by the peer in time.
  public void flushTimeout() {
    flushTimeouts.increment();
  }

  void malformed(Malformed why) {
    switch (why) {
      case TOO_LARGE -> headersTooLarge.increment();
      case TOO_MANY -> headerOverflow.increment();
      case UNDERSCORE -> underscoresRefused.increment();
      case BODY_LENGTH -> {}
      case NAME,
          VALUE,
          CONNECTION_HEADER,
          PSEUDO_HEADER,
          PATH,
          AUTHORITY,
          REQUEST,
          STATUS,
          CONTENT_LENGTH,
          LENGTH,
          TRAILERS ->
          messagingErrors.increment();
    }
  }

  void flooded(Flood flood) {
    switch (flood) {
      case OUTBOUND -> outboundFlood.increment();
      case OUTBOUND_CONTROL -> outboundControlFlood.increment();
      case EMPTY_FRAMES -> emptyFramesFlood.increment();
      case PRIORITY -> priorityFramesFlood.increment();
      case WINDOW_UPDATE -> windowUpdateFramesFlood.increment();
    }
  }
}
