package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouteTimes;

/// How long a request as a whole may take, as its route says: what `grpc-timeout` asks for comes
/// first, where the route lets it (Envoy: conn_manager_impl.cc, `refreshDurationTimeout`).
final class LimitDuration implements Filter {
  @Override
  public boolean request(Exchange exchange) {
    if (exchange.route() instanceof Route route
        && route.action() instanceof Route.Forward forward) {
      limit(exchange, forward.times());
    }
    return true;
  }

  private static void limit(Exchange exchange, RouteTimes times) {
    long asked =
        times.grpc().counts() ? GrpcTimeout.streamMillis(exchange.head(), times.grpc()) : -1;
    if (asked >= 0) {
      exchange.limitDuration(asked);
    } else if (times.streamMillis() != RouteTimes.AS_LISTENER) {
      exchange.limitDuration(times.streamMillis());
    }
  }
}
