package io.limpet.proxy.plan.reading.protocol;

import io.envoyproxy.envoy.config.core.v3.Http3ProtocolOptions;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.limpet.proxy.plan.Http3Plan;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;

/// A listener's options of HTTP/3 (core/v3/protocol.proto).
public final class Http3Reader {
  /// What `quic_protocol_options` says of windows and streams is read from the listener's
  /// `udp_listener_config` alone, as Envoy does. QPACK's dynamic table has no room here.
  private static final Set<String> KNOWN =
      Set.of(
          "override_stream_error_on_invalid_http_message",
          "allow_extended_connect",
          "disable_qpack");

  private Http3Reader() {}

  public static Http3Plan read(HttpConnectionManager manager, Place place) {
    Http3ProtocolOptions options = manager.getHttp3ProtocolOptions();
    place.at("http3_protocol_options").onlyKnows(options, KNOWN);
    return new Http3Plan(
        options.getAllowExtendedConnect(),
        options.hasOverrideStreamErrorOnInvalidHttpMessage()
            ? options.getOverrideStreamErrorOnInvalidHttpMessage().getValue()
            : manager.getStreamErrorOnInvalidHttpMessage().getValue());
  }
}
