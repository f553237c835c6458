package io.limpet.mesh.building.routes;

import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.RouteAction;
import io.limpet.mesh.building.gatewayapi.InternalAnnotations;
import io.limpet.model.istio.RouteAction.Redirect;
import io.limpet.model.istio.RouteAction.RedirectPort;
import java.util.Set;

/// Where callers are sent instead (`ApplyRedirect` in Istio's `core/route/route.go`).
final class RedirectBuilder {
  private static final int MOVED_PERMANENTLY = 301;
  private static final int FOUND = 302;

  /// Those that Envoy can redirect with.
  private static final Set<Integer> CODES = Set.of(301, 302, 303, 307, 308);

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  private final boolean checked;
  private final RouteSemantics semantics;

  RedirectBuilder(MeshOptions options, RouteSemantics semantics) {
    this.checked = options.has(Fix.REFUSED_VALUES);
    this.semantics = semantics;
  }

  /// `tls` says whether the server has TLS settings, if only to redirect by: callers are taken to
  /// speak https there. A code that Envoy does not know becomes one that nobody remembers.
  RouteAction redirect(Redirect written, int serverPort, boolean tls) {
    int code = written.code() == 0 ? MOVED_PERMANENTLY : written.code();
    if (!CODES.contains(code)) {
      if (!checked) {
        return new RouteAction.Unknown();
      }
      code = FOUND;
    }
    return new RouteAction.Redirect(
        written.authority(),
        path(written.uri()),
        written.scheme(),
        port(written, serverPort, tls),
        code);
  }

  private RouteAction.RedirectPath path(String uri) {
    return semantics == RouteSemantics.GATEWAY && uri.startsWith(InternalAnnotations.MATCHED_PREFIX)
        ? new RouteAction.RedirectPath.Prefix(
            uri.substring(InternalAnnotations.MATCHED_PREFIX.length()))
        : new RouteAction.RedirectPath.Whole(uri);
  }

  /// 0 for the port of the scheme. Only a port that was asked for is compared with the usual ones.
  private static int port(Redirect written, int serverPort, boolean tls) {
    int port =
        switch (written.port()) {
          case RedirectPort.NotWritten(), RedirectPort.FromProtocol() -> 0;
          case RedirectPort.Fixed(int number) -> number;
          case RedirectPort.FromRequest() -> serverPort;
        };
    boolean usual =
        switch (written.scheme()) {
          case "http" -> port == HTTP_PORT;
          case "https" -> port == HTTPS_PORT;
          case "" -> port == (tls ? HTTPS_PORT : HTTP_PORT);
          default -> false;
        };
    return usual ? 0 : port;
  }
}
