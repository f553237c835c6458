package io.limpet.xds.server;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import java.util.List;
import java.util.Map;

/// What a gateway says, in either way of talking. Of a whole list, `names` are all that it wants;
/// of a difference, those it wants from now on, and `notNames` those it no longer wants. `refusal`
/// is empty where nothing was refused.
record Request(
    String url,
    List<String> names,
    List<String> notNames,
    Map<String, String> held,
    Answer answer) {
  /// Which response it answers, if any, and what was wrong with that (`code` is gRPC's).
  record Answer(String nonce, boolean refused, int code, String refusal) {}

  static final String ALL = "*";

  static Request of(Message message) {
    return switch (message) {
      case DiscoveryRequest request ->
          new Request(
              request.getTypeUrl(),
              request.getResourceNamesList(),
              List.of(),
              Map.of(),
              new Answer(
                  request.getResponseNonce(),
                  request.hasErrorDetail(),
                  request.getErrorDetail().getCode(),
                  request.getErrorDetail().getMessage()));
      case DeltaDiscoveryRequest request ->
          new Request(
              request.getTypeUrl(),
              request.getResourceNamesSubscribeList(),
              request.getResourceNamesUnsubscribeList(),
              request.getInitialResourceVersionsMap(),
              new Answer(
                  request.getResponseNonce(),
                  request.hasErrorDetail(),
                  request.getErrorDetail().getCode(),
                  request.getErrorDetail().getMessage()));
      default -> throw new IllegalArgumentException("no request: " + message.getClass());
    };
  }

  static Node node(Message message) {
    return switch (message) {
      case DiscoveryRequest request -> request.getNode();
      case DeltaDiscoveryRequest request -> request.getNode();
      default -> throw new IllegalArgumentException("no request: " + message.getClass());
    };
  }
}
