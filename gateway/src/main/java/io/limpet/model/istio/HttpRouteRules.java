package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.HttpRoute.Rewrite;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fields of an entry of `http` that cannot stand together (`validateHTTPRouteConflict` and
/// `validateAuthorityRewrite` in Istio's `pkg/config/validation`). They are read all the same.
final class HttpRouteRules {
  private HttpRouteRules() {}

  /// Of those that lead requests somewhere the reader of actions speaks.
  static void check(Fields route, boolean delegate) {
    if (route.has("delegate")) {
      if (delegate) {
        Webhook.refuses(
            route,
            "delegate",
            "is in a VirtualService without hosts, which cannot delegate itself; write the routes");
      }
      return;
    }
    for (String action : List.of("redirect", "directResponse")) {
      if (route.has(action)) {
        exclude(route, "fault", action);
        exclude(route, "rewrite", action);
      }
    }
    if (route.has("mirror")) {
      exclude(route, "mirrors", "mirror");
    }
  }

  private static void exclude(Fields route, String key, String other) {
    if (route.has(key)) {
      Webhook.refuses(
          route,
          key,
          "cannot stand beside " + other + ", and a cluster refuses the two; keep one of them");
    }
  }

  /// The authority may be named once, by `rewrite` or by one header.
  static void checkAuthority(
      Fields route, @Nullable Rewrite rewrite, @Nullable HeaderOperations headers) {
    long named = rewrite == null || rewrite.authority().isEmpty() ? 0 : 1;
    if (headers != null) {
      named += named(headers.request().set()) + named(headers.request().add());
    }
    if (named > 1) {
      Webhook.refuses(
          route, "headers", "names the authority again, and a cluster refuses that; name it once");
    }
  }

  private static long named(Map<String, String> headers) {
    return headers.keySet().stream().filter(HeaderWords::isAuthority).count();
  }
}
