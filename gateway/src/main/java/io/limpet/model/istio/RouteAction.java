package io.limpet.model.istio;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to a request that a route matches.
public sealed interface RouteAction {
  /// It goes to one of the destinations.
  record Forward(List<WeightedDestination> destinations) implements RouteAction {
    public Forward {
      destinations = List.copyOf(destinations);
    }
  }

  /// `weight` is 0 where none is written.
  record WeightedDestination(Destination destination, int weight, HeaderOperations headers) {}

  /// The caller is sent elsewhere. An empty text keeps that part of the request's own address;
  /// `code` is 0 where none is written, which means 301.
  record Redirect(String uri, String authority, String scheme, RedirectPort port, int code)
      implements RouteAction {}

  sealed interface RedirectPort {
    record NotWritten() implements RedirectPort {}

    record Fixed(int port) implements RedirectPort {}

    record FromProtocol() implements RedirectPort {}

    record FromRequest() implements RedirectPort {}
  }

  /// The gateway answers itself.
  record DirectResponse(int status, Body body) implements RouteAction {}

  sealed interface Body {
    record None() implements Body {}

    record Text(String text) implements Body {}

    /// Whole and valid base64.
    record Bytes(String base64) implements Body {}
  }

  /// The routes of another VirtualService take this one's place. An empty namespace is the own one.
  /// `response` is for the routes there that have none of their own.
  record Delegate(String name, String namespace, @Nullable DirectResponse response)
      implements RouteAction {}
}
