package io.limpet.proxy.plan.reading.protocol;

import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.KeepaliveSettings;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.limpet.proxy.plan.Http2Plan;
import io.limpet.proxy.plan.Http2Plan.Floods;
import io.limpet.proxy.plan.Http2Plan.KeepAlive;
import io.limpet.proxy.plan.Http2Plan.Resets;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import java.util.Set;

/// Options of HTTP/2, a listener's or a cluster's (core/v3/protocol.proto; Envoy:
/// source/common/http/utility.cc, initializeAndValidateOptions).
public final class Http2Reader {
  private static final int LEAST_WINDOW = 65_535;
  private static final int USUAL_JITTER_PERCENT = 15;

  /// `use_oghttp2_codec` names a library of Envoy's, not a behaviour.
  private static final Set<String> KNOWN =
      Set.of(
          "hpack_table_size",
          "max_concurrent_streams",
          "initial_stream_window_size",
          "initial_connection_window_size",
          "allow_connect",
          "max_outbound_frames",
          "max_outbound_control_frames",
          "max_consecutive_inbound_frames_with_empty_payload",
          "max_inbound_priority_frames_per_stream",
          "max_inbound_window_update_frames_per_data_frame_sent",
          "stream_error_on_invalid_http_messaging",
          "override_stream_error_on_invalid_http_message",
          "connection_keepalive",
          "use_oghttp2_codec");

  private final Http2ProtocolOptions options;
  private final long flushMillis;
  private final Place place;

  private Http2Reader(Http2ProtocolOptions options, long flushMillis, Place place) {
    this.options = options;
    this.flushMillis = flushMillis;
    this.place = place;
  }

  @SuppressWarnings("deprecation") // the older field's name, which Envoy still reads
  public static Http2Plan read(HttpConnectionManager manager, Place place) {
    Http2ProtocolOptions options = manager.getHttp2ProtocolOptions();
    boolean usual =
        manager.hasStreamErrorOnInvalidHttpMessage()
            ? manager.getStreamErrorOnInvalidHttpMessage().getValue()
            : options.getStreamErrorOnInvalidHttpMessaging();
    long flush =
        manager.hasStreamFlushTimeout() ? Durations.toMillis(manager.getStreamFlushTimeout()) : -1;
    return new Http2Reader(options, flush, place.at("http2_protocol_options")).read(usual);
  }

  /// A cluster's.
  @SuppressWarnings("deprecation") // as above
  public static Http2Plan read(Http2ProtocolOptions options, Place place) {
    return new Http2Reader(options, -1, place).read(options.getStreamErrorOnInvalidHttpMessaging());
  }

  private Http2Plan read(boolean keepOnError) {
    place.onlyKnows(options, KNOWN);
    Http2Plan usual = Http2Plan.DEFAULT;
    return new Http2Plan(
        number("hpack_table_size", options.hasHpackTableSize(), options.getHpackTableSize(), 0)
            .or(usual.headerTableBytes()),
        number(
                "max_concurrent_streams",
                options.hasMaxConcurrentStreams(),
                options.getMaxConcurrentStreams(),
                1)
            .or(usual.maxStreams()),
        number(
                "initial_stream_window_size",
                options.hasInitialStreamWindowSize(),
                options.getInitialStreamWindowSize(),
                LEAST_WINDOW)
            .or(usual.streamWindow()),
        number(
                "initial_connection_window_size",
                options.hasInitialConnectionWindowSize(),
                options.getInitialConnectionWindowSize(),
                LEAST_WINDOW)
            .or(usual.connectionWindow()),
        options.getAllowConnect(),
        options.hasOverrideStreamErrorOnInvalidHttpMessage()
            ? options.getOverrideStreamErrorOnInvalidHttpMessage().getValue()
            : keepOnError,
        floods(),
        resets(),
        keepAlive(),
        flushMillis);
  }

  private Resets resets() {
    Resets usual = Resets.DEFAULT;
    RuntimeValues runtime = place.runtime();
    return new Resets(
        runtime.integer("overload.premature_reset_total_stream_count", usual.streams()),
        runtime.integer(
            "overload.premature_reset_min_stream_lifetime_seconds", usual.lifeSeconds()));
  }

  private Floods floods() {
    Floods usual = Floods.DEFAULT;
    return new Floods(
        number(
                "max_outbound_frames",
                options.hasMaxOutboundFrames(),
                options.getMaxOutboundFrames(),
                1)
            .or(usual.outboundFrames()),
        number(
                "max_outbound_control_frames",
                options.hasMaxOutboundControlFrames(),
                options.getMaxOutboundControlFrames(),
                1)
            .or(usual.outboundControlFrames()),
        number(
                "max_consecutive_inbound_frames_with_empty_payload",
                options.hasMaxConsecutiveInboundFramesWithEmptyPayload(),
                options.getMaxConsecutiveInboundFramesWithEmptyPayload(),
                0)
            .or(usual.emptyFrames()),
        number(
                "max_inbound_priority_frames_per_stream",
                options.hasMaxInboundPriorityFramesPerStream(),
                options.getMaxInboundPriorityFramesPerStream(),
                0)
            .or(usual.priorityFrames()),
        number(
                "max_inbound_window_update_frames_per_data_frame_sent",
                options.hasMaxInboundWindowUpdateFramesPerDataFrameSent(),
                options.getMaxInboundWindowUpdateFramesPerDataFrameSent(),
                1)
            .or(usual.windowUpdates()));
  }

  /// A number that may be written, below 0 where it is not.
  private record Written(int number) {
    int or(int usual) {
      return number < 0 ? usual : number;
    }
  }

  private Written number(String field, boolean set, UInt32Value value, int least) {
    if (!set) {
      return new Written(-1);
    }
    int number = value.getValue();
    if (number < least) {
      throw place.at(field).refused("must be from " + least + " to " + Integer.MAX_VALUE);
    }
    return new Written(number);
  }

  private KeepAlive keepAlive() {
    if (!options.hasConnectionKeepalive()) {
      return KeepAlive.OFF;
    }
    KeepaliveSettings settings = options.getConnectionKeepalive();
    Place at = place.at("connection_keepalive");
    at.onlyKnows(
        settings, Set.of("interval", "timeout", "interval_jitter", "connection_idle_interval"));
    if (!settings.hasTimeout()) {
      throw at.at("timeout").refused("must be set; give the time for an answer, such as 5s");
    }
    return new KeepAlive(
        Durations.toMillis(settings.getInterval()),
        settings.hasIntervalJitter()
            ? (int) settings.getIntervalJitter().getValue()
            : USUAL_JITTER_PERCENT,
        Durations.toMillis(settings.getTimeout()),
        Durations.toMillis(settings.getConnectionIdleInterval()));
  }
}
