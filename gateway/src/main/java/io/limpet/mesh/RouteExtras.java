package io.limpet.mesh;

import io.limpet.mesh.gatewayapi.InternalAnnotations;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.RouteAction.Body;
import io.limpet.model.istio.RouteAction.Redirect;
import io.limpet.model.istio.RouteAction.RedirectPort;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The parts of a route that need nothing but what is written there: redirects, answers, faults,
/// CORS (`core/route/route.go` in Istio's pilot).
final class RouteExtras {
  private static final int MOVED_PERMANENTLY = 301;
  private static final double ALL_PERCENT = 100;

  private RouteExtras() {}

  /// `gatewayApi`: a uri may say that it takes the place of the matched prefix only.
  static RouteAction.Redirect redirect(Redirect written, int serverPort, boolean gatewayApi) {
    String scheme = written.scheme();
    int port =
        switch (written.port()) {
          case RedirectPort.NotWritten(), RedirectPort.FromProtocol() -> 0;
          case RedirectPort.Fixed(int number) -> number;
          case RedirectPort.FromRequest() -> serverPort;
        };
    boolean https = scheme.equals("https");
    boolean usual = (https && port == 443) || (!https && port == 80);
    boolean prefixOnly = gatewayApi && written.uri().startsWith(InternalAnnotations.MATCHED_PREFIX);
    return new RouteAction.Redirect(
        written.authority(),
        prefixOnly
            ? written.uri().substring(InternalAnnotations.MATCHED_PREFIX.length())
            : written.uri(),
        prefixOnly,
        scheme,
        usual ? 0 : port,
        written.code() == 0 ? MOVED_PERMANENTLY : written.code());
  }

  static RouteAction.Body body(Body body) {
    return switch (body) {
      case Body.None() -> new RouteAction.Body.None();
      case Body.Text(String text) -> new RouteAction.Body.Text(text);
      case Body.Bytes(String base64) ->
          isBase64(base64) ? new RouteAction.Body.Bytes(base64) : new RouteAction.Body.None();
    };
  }

  private static boolean isBase64(String text) {
    try {
      byte[] _ = Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException notBase64) {
      return false; // analysis says so
    }
  }

  static Route.@Nullable Fault fault(HttpRoute.@Nullable Fault fault) {
    return fault == null ? null : new Route.Fault(delay(fault.delay()), abort(fault.abort()));
  }

  private static Route.@Nullable Delay delay(HttpRoute.@Nullable Delay delay) {
    return delay == null ? null : new Route.Delay(delay.fixed(), percent(delay.percentage()));
  }

  private static Route.@Nullable Abort abort(HttpRoute.@Nullable Abort abort) {
    if (abort == null) {
      return null;
    }
    double percent = percent(abort.percentage());
    return switch (abort.status()) {
      case HttpRoute.AbortStatus.Http(int status) -> new Route.Abort(status, "", percent);
      case HttpRoute.AbortStatus.Grpc(String status) -> new Route.Abort(0, status, percent);
    };
  }

  private static double percent(@Nullable Double written) {
    return written == null ? ALL_PERCENT : written;
  }

  static Route.@Nullable Cors cors(HttpRoute.@Nullable CorsPolicy cors) {
    return cors == null
        ? null
        : new Route.Cors(
            cors.allowOrigins().stream().map(MatchBuilder::text).toList(),
            cors.allowMethods(),
            cors.allowHeaders(),
            cors.exposeHeaders(),
            cors.maxAge(),
            cors.allowCredentials(),
            cors.forwardUnmatchedPreflights());
  }
}
