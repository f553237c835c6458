package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.GrpcReply;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouteTimes;
import org.jspecify.annotations.Nullable;

/// How long a request as a whole may take, as its route says: what `grpc-timeout` asks for comes
/// first, where the route lets it (Envoy: conn_manager_impl.cc, `refreshDurationTimeout`).
final class LimitDuration implements Filter {
  @Override
  public boolean request(Exchange exchange) {
    @Nullable Route route = exchange.route();
    if (route != null && route.action() instanceof Route.Forward forward) {
      limit(exchange, forward.times());
    }
    return true;
  }

  private static void limit(Exchange exchange, RouteTimes times) {
    long asked =
        times.grpc().counts() ? GrpcTimeout.streamMillis(exchange.head(), times.grpc()) : -1;
    if (asked >= 0) {
      exchange.limitDuration(Math.max(asked, 1));
      tell(exchange, asked);
      return;
    }
    boolean own = times.streamMillis() != RouteTimes.AS_LISTENER;
    if (own) {
      exchange.limitDuration(times.streamMillis());
    }
    long bound = own ? times.streamMillis() : exchange.serving().http().limits().streamMillis();
    if (bound > 0 && (own || times.grpc().counts())) {
      tell(exchange, bound);
    }
  }

  /// The endpoint of a gRPC request learns what holds.
  private static void tell(Exchange exchange, long millis) {
    if (GrpcReply.isWanted(exchange.head())) {
      GrpcTimeout.set(exchange.head(), millis);
    }
  }
}
