package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The kinds of HTTP filters that are carried out. As in Envoy, a filter is known by its message's
/// type; its name is only what routes call it by.
final class FilterKinds {
  private static final Map<String, FilterReader> OF_CHAIN =
      Map.of(type(StatefulSession.getDefaultInstance()), new SessionReader());

  private static final Map<String, FilterReader> OF_ROUTE =
      Map.of(type(StatefulSessionPerRoute.getDefaultInstance()), new SessionReader());

  private FilterKinds() {}

  private static String type(Message message) {
    return message.getDescriptorForType().getFullName();
  }

  private static String type(Any config) {
    String url = config.getTypeUrl();
    return url.substring(url.lastIndexOf('/') + 1);
  }

  /// Null for a kind that is not carried out.
  static @Nullable FilterReader ofChain(Any config) {
    return OF_CHAIN.get(type(config));
  }

  /// The kind that a route's message is for, or null.
  static @Nullable FilterReader ofRoute(Any config) {
    return OF_ROUTE.get(type(config));
  }
}
