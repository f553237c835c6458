package io.limpet.xds.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.Optional;

/// The types that are asked for, in the order in which a stream asks: what is named is there before
/// what names it, so that no request meets a gap. Secrets come last, as istiod sends them.
enum ResourceType {
  CLUSTER(Cluster.parser(), "envoy.config.cluster.v3.Cluster", true),
  ENDPOINTS(
      ClusterLoadAssignment.parser(), "envoy.config.endpoint.v3.ClusterLoadAssignment", false),
  LISTENER(Listener.parser(), "envoy.config.listener.v3.Listener", true),
  ROUTES(RouteConfiguration.parser(), "envoy.config.route.v3.RouteConfiguration", false),
  SECRETS(Secret.parser(), "envoy.extensions.transport_sockets.tls.v3.Secret", false);

  private static final String PREFIX = "type.googleapis.com/";
  private static final String WRAPPER = PREFIX + "envoy.service.discovery.v3.Resource";

  private final Parser<? extends Message> parser;
  private final String url;
  private final boolean wildcard;

  ResourceType(Parser<? extends Message> parser, String name, boolean wildcard) {
    this.parser = parser;
    this.url = PREFIX + name;
    this.wildcard = wildcard;
  }

  static Optional<ResourceType> of(String url) {
    for (ResourceType type : values()) {
      if (type.url.equals(url)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  String url() {
    return url;
  }

  /// All there are are asked for, without names, and a whole list without one of them deletes it.
  boolean wildcard() {
    return wildcard;
  }

  Message parse(Any any) throws InvalidProtocolBufferException {
    if (any.getTypeUrl().equals(WRAPPER)) {
      return parse(Resource.parseFrom(any.getValue()).getResource());
    }
    if (!any.getTypeUrl().equals(url)) {
      throw new InvalidProtocolBufferException(
          "type URL " + any.getTypeUrl() + " does not match the response's " + url);
    }
    return parser.parseFrom(any.getValue());
  }

  static String name(Message message) {
    return switch (message) {
      case Cluster cluster -> cluster.getName();
      case ClusterLoadAssignment endpoints -> endpoints.getClusterName();
      case Listener listener -> listener.getName();
      case RouteConfiguration routes -> routes.getName();
      case Secret secret -> secret.getName();
      default -> throw new IllegalArgumentException("no resource: " + message.getClass());
    };
  }
}
