package io.limpet.mesh.building.routes;

import io.limpet.mesh.FractionalPercent;
import io.limpet.mesh.Route;
import io.limpet.mesh.RouteAction;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.Percent;
import io.limpet.model.istio.RouteAction.Body;
import org.jspecify.annotations.Nullable;

/// The parts of a route that need nothing but what is written there: answers, faults,
/// CORS (`core/route/route.go` in Istio's pilot).
final class RouteExtras {
  private RouteExtras() {}

  static RouteAction.Body body(Body body) {
    return switch (body) {
      case Body.None() -> new RouteAction.Body.None();
      case Body.Text(String text) -> new RouteAction.Body.Text(text);
      case Body.Bytes(String base64) -> new RouteAction.Body.Bytes(base64);
    };
  }

  static Route.@Nullable Fault fault(HttpRoute.@Nullable Fault fault) {
    return fault == null ? null : new Route.Fault(delay(fault.delay()), abort(fault.abort()));
  }

  private static Route.@Nullable Delay delay(HttpRoute.@Nullable Delay delay) {
    if (delay == null) {
      return null;
    }
    Percent share = delay.share();
    return new Route.Delay(
        delay.fixed(), share == null ? FractionalPercent.NONE : FractionalPercent.of(share));
  }

  private static Route.@Nullable Abort abort(HttpRoute.@Nullable Abort abort) {
    if (abort == null) {
      return null;
    }
    FractionalPercent share = abort.share() == null ? null : FractionalPercent.of(abort.share());
    return switch (abort.status()) {
      case HttpRoute.AbortStatus.Http(int status) -> new Route.Abort(status, "", share);
      case HttpRoute.AbortStatus.Grpc(String status) -> new Route.Abort(0, status, share);
    };
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
