package io.limpet.proxy.plan.reading.protocol;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.SocketAddress.Protocol;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.QuicProtocolOptions;
import io.limpet.proxy.plan.QuicPlan;
import io.limpet.proxy.plan.reading.fields.DurationFields;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listener of UDP, which speaks QUIC (listener/v3/udp_listener_config.proto, quic_config.proto).
public final class QuicReader {
  private static final long LEAST_HANDSHAKE_MILLIS = 5_000;
  private static final int LEAST_WINDOW = 16 << 10;

  /// `packets_to_read_to_connection_count_ratio` shares out Envoy's own event loop.
  private static final Set<String> KNOWN =
      Set.of(
          "quic_protocol_options",
          "idle_timeout",
          "crypto_handshake_timeout",
          "enabled",
          "packets_to_read_to_connection_count_ratio",
          "send_disable_active_migration");

  /// What is left of the protocol's options is for the side that connects.
  private static final Set<String> KNOWN_OF_PROTOCOL =
      Set.of(
          "max_concurrent_streams",
          "initial_stream_window_size",
          "initial_connection_window_size",
          "num_timeouts_to_trigger_port_migration",
          "connection_options",
          "client_connection_options");

  private QuicReader() {}

  /// Null for a listener of TCP.
  public static @Nullable QuicPlan read(Listener listener, Place place) {
    SocketAddress address = listener.getAddress().getSocketAddress();
    if (address.getProtocol() != Protocol.UDP) {
      return null;
    }
    Place udp = place.at("udp_listener_config");
    if (!listener.getUdpListenerConfig().hasQuicOptions()) {
      throw udp.at("quic_options")
          .unserved("is not there: of UDP only QUIC is served; set it, or remove the listener");
    }
    udp.onlyKnows(
        listener.getUdpListenerConfig(), Set.of("quic_options", "downstream_socket_config"));
    udp.at("downstream_socket_config")
        .onlyKnows(listener.getUdpListenerConfig().getDownstreamSocketConfig(), Set.of());
    Place at = udp.at("quic_options");
    QuicProtocolOptions options = listener.getUdpListenerConfig().getQuicOptions();
    at.onlyKnows(options, KNOWN);
    at.at("enabled").onlyKnows(options.getEnabled(), Set.of("default_value", "runtime_key"));
    if (options.hasEnabled() && !at.runtime().flag(options.getEnabled())) {
      throw at.at("enabled").unserved("is false: the listener is not opened");
    }
    return plan(options, at);
  }

  private static QuicPlan plan(QuicProtocolOptions options, Place at) {
    QuicPlan usual = QuicPlan.DEFAULT;
    var protocol = options.getQuicProtocolOptions();
    Place here = at.at("quic_protocol_options");
    here.onlyKnows(protocol, KNOWN_OF_PROTOCOL);
    long handshake =
        DurationFields.notNegative(
            at, options, "crypto_handshake_timeout", usual.handshakeMillis());
    return new QuicPlan(
        protocol.hasMaxConcurrentStreams()
            ? number(protocol.getMaxConcurrentStreams(), 1, here.at("max_concurrent_streams"))
            : usual.maxStreams(),
        protocol.hasInitialStreamWindowSize()
            ? window(
                protocol.getInitialStreamWindowSize(),
                usual.streamWindow(),
                here.at("initial_stream_window_size"))
            : usual.streamWindow(),
        protocol.hasInitialConnectionWindowSize()
            ? window(
                protocol.getInitialConnectionWindowSize(),
                usual.connectionWindow(),
                here.at("initial_connection_window_size"))
            : usual.connectionWindow(),
        Math.max(DurationFields.notNegative(at, options, "idle_timeout", usual.idleMillis()), 1),
        Math.max(handshake, LEAST_HANDSHAKE_MILLIS),
        !options.getSendDisableActiveMigration().getValue());
  }

  private static int number(UInt32Value value, int least, Place place) {
    if (value.getValue() < least) {
      throw place.refused("must be from " + least + " to " + Integer.MAX_VALUE);
    }
    return value.getValue();
  }

  /// A smaller window counts as the least there is (quic_config.proto).
  private static int window(UInt32Value value, int most, Place place) {
    int window = number(value, 1, place);
    if (window > most) {
      throw place.refused("must be from 1 to " + most);
    }
    return Math.max(window, LEAST_WINDOW);
  }
}
