package io.limpet.proxy.plan.reading.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.TransportSocketMatch;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.transport.TlsReader.SecretMissing;
import io.limpet.proxy.plan.transport.UpstreamProxyProtocol;
import io.limpet.proxy.plan.transport.UpstreamTls;
import io.limpet.proxy.plan.transport.UpstreamTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What carries the bytes to each endpoint.
///
/// As Envoy chooses (source/common/upstream/transport_socket_match_impl.cc): the first of
/// `transport_socket_matches` whose every criterion stands in the endpoint's metadata, or in its
/// locality's where the endpoint has none; else the cluster's `transport_socket`; else plain text.
///
/// What was to be secret is never sent in plain text: an endpoint whose transport cannot be had is
/// left out.
public final class TransportSockets {
  private static final String RAW_BUFFER = "envoy.transport_sockets.raw_buffer";

  private static final String METADATA = "envoy.transport_socket_match";

  /// How an endpoint is spoken to.
  public sealed interface Choice {}

  public record Spoken(UpstreamTransport transport) implements Choice {}

  /// Not at all.
  public record LeftOut() implements Choice {}

  private static final Choice PLAIN_TEXT = new Spoken(UpstreamTransport.PLAIN_TEXT);

  private record Match(Map<String, Value> criteria, Choice choice) {}

  private final List<Match> matches = new ArrayList<>();
  private final Choice usual;

  /// `http` is what the cluster says of names for HTTP.
  public TransportSockets(
      Cluster cluster, UpstreamHttpProtocolOptions http, SecretLookup secrets, Place place) {
    for (int i = 0; i < cluster.getTransportSocketMatchesCount(); i++) {
      TransportSocketMatch match = cluster.getTransportSocketMatches(i);
      Place at = place.at("transport_socket_matches", i);
      at.onlyKnows(match, Set.of("name", "match", "transport_socket"));
      matches.add(
          new Match(
              match.getMatch().getFieldsMap(),
              choice(match.getTransportSocket(), http, secrets, at.at("transport_socket"))));
    }
    usual =
        cluster.hasTransportSocket()
            ? choice(cluster.getTransportSocket(), http, secrets, place.at("transport_socket"))
            : PLAIN_TEXT;
  }

  private static Choice choice(
      TransportSocket socket, UpstreamHttpProtocolOptions http, SecretLookup secrets, Place place) {
    if (readPlainText(socket, place)) {
      return PLAIN_TEXT;
    }
    Place at = place.at("typed_config");
    if (socket.getTypedConfig().is(ProxyProtocolUpstreamTransport.class)) {
      return withHeader(
          at.unpack(socket.getTypedConfig(), ProxyProtocolUpstreamTransport.class),
          http,
          secrets,
          at);
    }
    if (!socket.getTypedConfig().is(UpstreamTlsContext.class)) {
      place.withheld(
          socket.getName() + " is not carried out: endpoints that ask for it get no request");
      return new LeftOut();
    }
    try {
      UpstreamTls tls =
          UpstreamTlsReader.read(
              at.unpack(socket.getTypedConfig(), UpstreamTlsContext.class), http, secrets, at);
      return new Spoken(new UpstreamTransport(tls, null));
    } catch (SecretMissing missing) {
      return new LeftOut();
    }
  }

  /// The PROXY protocol around another transport. Addresses are always known here, and connections
  /// are never used for what another header was told on: two of its fields change nothing.
  private static Choice withHeader(
      ProxyProtocolUpstreamTransport message,
      UpstreamHttpProtocolOptions http,
      SecretLookup secrets,
      Place place) {
    place.onlyServes(
        message,
        Set.of("config", "transport_socket", "allow_unspecified_address", "tlv_as_pool_key"));
    if (!message.hasTransportSocket()) {
      throw place.at("transport_socket").refused("is missing; give raw_buffer or tls");
    }
    Place inner = place.at("transport_socket");
    UpstreamProxyProtocol header =
        ProxyProtocolReader.read(message.getConfig(), place.at("config"));
    return switch (choice(message.getTransportSocket(), http, secrets, inner)) {
      case LeftOut out -> out;
      case Spoken(UpstreamTransport(var _, UpstreamProxyProtocol twice)) when twice != null ->
          throw inner.refused("is upstream_proxy_protocol again; give raw_buffer or tls");
      case Spoken(UpstreamTransport(UpstreamTls tls, var _)) ->
          new Spoken(new UpstreamTransport(tls, header));
    };
  }

  public Choice of(LbEndpoint endpoint, LocalityLbEndpoints group) {
    if (matches.isEmpty()) {
      return usual;
    }
    return of(facts(endpoint.hasMetadata() ? endpoint.getMetadata() : group.getMetadata()));
  }

  public Choice of(Struct facts) {
    for (Match match : matches) {
      if (holds(match.criteria(), facts)) {
        return match.choice();
      }
    }
    return usual;
  }

  /// Whether endpoints that no match is about are spoken to in plain text.
  public static boolean isPlainText(Cluster cluster) {
    return !cluster.hasTransportSocket() || isPlainText(inner(cluster.getTransportSocket()));
  }

  /// Whether what is spoken can be agreed upon with every endpoint.
  public static boolean allHaveAlpn(Cluster cluster) {
    return !isPlainText(cluster)
        && cluster.getTransportSocketMatchesList().stream()
            .noneMatch(match -> isPlainText(inner(match.getTransportSocket())));
  }

  /// What the PROXY protocol is put around, if it is.
  private static TransportSocket inner(TransportSocket socket) {
    try {
      return socket.getTypedConfig().is(ProxyProtocolUpstreamTransport.class)
          ? socket
              .getTypedConfig()
              .unpack(ProxyProtocolUpstreamTransport.class)
              .getTransportSocket()
          : socket;
    } catch (InvalidProtocolBufferException toldElsewhere) {
      return socket;
    }
  }

  /// Whether it is plain text, of which nothing can be configured.
  static boolean readPlainText(TransportSocket socket, Place place) {
    if (!isPlainText(socket)) {
      return false;
    }
    if (socket.hasTypedConfig()) {
      Place at = place.at("typed_config");
      at.onlyKnows(at.unpack(socket.getTypedConfig(), RawBuffer.class), Set.of());
    }
    return true;
  }

  private static boolean isPlainText(TransportSocket socket) {
    return socket.hasTypedConfig()
        ? socket.getTypedConfig().is(RawBuffer.class)
        : socket.getName().equals(RAW_BUFFER);
  }

  private static Struct facts(Metadata metadata) {
    return metadata.getFilterMetadataOrDefault(METADATA, Struct.getDefaultInstance());
  }

  private static boolean holds(Map<String, Value> criteria, Struct facts) {
    for (Map.Entry<String, Value> criterion : criteria.entrySet()) {
      if (!criterion.getValue().equals(facts.getFieldsMap().get(criterion.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
