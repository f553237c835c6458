package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.gatewayapi.RouteFilter.Cors;
import io.limpet.model.gatewayapi.RouteFilter.Header;
import io.limpet.model.gatewayapi.RouteFilter.HeaderChanges;
import io.limpet.model.gatewayapi.RouteFilter.PathChange;
import io.limpet.model.gatewayapi.RouteFilter.Redirect;
import io.limpet.model.gatewayapi.RouteFilter.Rewrite;
import io.limpet.model.istio.HeaderOperations.Changes;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.RouteAction.RedirectPort;
import io.limpet.model.istio.StringMatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Filters as the parts of a VirtualService's route (`createRedirectFilter` and its like in Istio's
/// `conversion.go`).
final class Filters {
  /// What has a meaning in an expression of RE2.
  private static final String META = "\\.+*?()|[]{}^$";

  private static final String ANY_ORIGIN = "^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\\s?#]+$";
  private static final int DELETE = 0x7f;

  private Filters() {}

  static Changes headers(HeaderChanges changes) {
    return new Changes(byName(changes.set()), byName(changes.add()), changes.remove());
  }

  /// The first of a name counts, in whatever case.
  private static Map<String, String> byName(List<Header> headers) {
    Map<String, String> values = new LinkedHashMap<>();
    headers.forEach(each -> values.putIfAbsent(each.name().toLowerCase(Locale.ROOT), each.value()));
    return values;
  }

  /// The port is the request's, unless a scheme is written, which brings its own.
  static RouteAction.Redirect redirect(Redirect redirect) {
    RedirectPort port;
    if (redirect.port() != 0) {
      port = new RedirectPort.Fixed(redirect.port());
    } else {
      port =
          redirect.scheme().isEmpty()
              ? new RedirectPort.FromRequest()
              : new RedirectPort.FromProtocol();
    }
    return new RouteAction.Redirect(
        path(redirect.path()), redirect.hostname(), redirect.scheme(), port, redirect.statusCode());
  }

  private static String path(@Nullable PathChange change) {
    if (change == null) {
      return "";
    }
    return change.prefixOnly()
        ? InternalAnnotations.MATCHED_PREFIX + change.replacement()
        : change.replacement();
  }

  /// Null where nothing changes.
  static HttpRoute.@Nullable Rewrite rewrite(Rewrite rewrite) {
    HttpRoute.PathRewrite path = pathRewrite(rewrite.path());
    return path instanceof HttpRoute.PathRewrite.Keep && rewrite.hostname().isEmpty()
        ? null
        : new HttpRoute.Rewrite(path, rewrite.hostname());
  }

  private static HttpRoute.PathRewrite pathRewrite(@Nullable PathChange change) {
    if (change == null) {
      return new HttpRoute.PathRewrite.Keep();
    }
    String path = change.replacement();
    if (!change.prefixOnly()) {
      return new HttpRoute.PathRewrite.Regex("/.*", path);
    }
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return new HttpRoute.PathRewrite.Replace(prefix.isEmpty() ? "/" : prefix);
  }

  static HttpRoute.CorsPolicy cors(Cors cors) {
    return new HttpRoute.CorsPolicy(
        cors.allowOrigins().stream().filter(each -> !each.isEmpty()).map(Filters::origin).toList(),
        cors.allowMethods(),
        cors.allowHeaders(),
        cors.exposeHeaders(),
        cors.maxAgeSeconds() > 0 ? Duration.ofSeconds(cors.maxAgeSeconds()) : null,
        cors.allowCredentials() ? Boolean.TRUE : null,
        false);
  }

  /// `*` alone is whatever has the form of an origin (RFC 6454), so that what comes back names the
  /// caller's; elsewhere it stands for any text.
  private static StringMatch origin(String origin) {
    if (origin.equals("*")) {
      return new StringMatch.Regex(ANY_ORIGIN);
    }
    int star = origin.indexOf('*');
    if (star < 0) {
      return new StringMatch.Exact(origin);
    }
    if (star == origin.length() - 1) {
      return new StringMatch.Prefix(origin.substring(0, star));
    }
    StringBuilder expression = new StringBuilder("^");
    for (int i = 0; i < origin.length(); i++) {
      char each = origin.charAt(i);
      if (each == '*') {
        expression.append(".*");
      } else {
        expression.append(META.indexOf(each) >= 0 ? "\\" : "").append(each);
      }
    }
    return new StringMatch.Regex(expression.append('$').toString());
  }

  /// The name of a header with a value that no header may have, empty for none.
  static String badHeader(HeaderChanges changes) {
    return Stream.concat(changes.set().stream(), changes.add().stream())
        .filter(each -> !each.value().chars().allMatch(Filters::mayBeInHeader))
        .map(Header::name)
        .findFirst()
        .orElse("");
  }

  private static boolean mayBeInHeader(int character) {
    return character == '\t' || (character >= ' ' && character != DELETE);
  }
}
