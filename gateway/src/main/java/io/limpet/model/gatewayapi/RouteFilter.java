package io.limpet.model.gatewayapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is done with the requests of a rule, beside sending them on.
public sealed interface RouteFilter {
  record RequestHeaders(HeaderChanges changes) implements RouteFilter {}

  record ResponseHeaders(HeaderChanges changes) implements RouteFilter {}

  /// What is empty, or 0, stays as the caller wrote it.
  record Redirect(
      String scheme, String hostname, @Nullable PathChange path, int port, int statusCode)
      implements RouteFilter {}

  record Rewrite(String hostname, @Nullable PathChange path) implements RouteFilter {}

  /// `percentage` is null for all requests.
  record Mirror(String place, ObjectReference target, int port, @Nullable Double percentage)
      implements RouteFilter {}

  record Cors(
      List<String> allowOrigins,
      boolean allowCredentials,
      List<String> allowMethods,
      List<String> allowHeaders,
      List<String> exposeHeaders,
      int maxAgeSeconds)
      implements RouteFilter {
    public Cors {
      allowOrigins = List.copyOf(allowOrigins);
      allowMethods = List.copyOf(allowMethods);
      allowHeaders = List.copyOf(allowHeaders);
      exposeHeaders = List.copyOf(exposeHeaders);
    }
  }

  /// A filter of somebody's own, or one of the API that is not carried out.
  record Foreign(String place, String type) implements RouteFilter {}

  record HeaderChanges(List<Header> set, List<Header> add, List<String> remove) {
    public HeaderChanges {
      set = List.copyOf(set);
      add = List.copyOf(add);
      remove = List.copyOf(remove);
    }
  }

  record Header(String name, String value) {}

  /// What the path becomes: with `prefixOnly`, the matched prefix, else the whole.
  record PathChange(boolean prefixOnly, String replacement) {}
}
