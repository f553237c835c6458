package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouteTimes;
import io.limpet.proxy.plan.UpgradePlan;
import org.jspecify.annotations.Nullable;

/// What listener and route say together of a request as a whole: how long it may take, and whether
/// it may change its protocol. Where there is no route, that is what is told (Envoy:
/// conn_manager_impl.cc, decodeHeaders).
final class HeedRoute implements Filter {
  private static final LocalReply REFUSED = LocalReply.of(403, "", "-", "upgrade_failed").closing();

  @Override
  public boolean request(Exchange exchange) {
    @Nullable Route route = exchange.route();
    Route.@Nullable Forward forward =
        route != null && route.action() instanceof Route.Forward action ? action : null;
    if (forward != null) {
      limitDuration(exchange, forward.times());
    }
    String upgrade = exchange.head().upgrade();
    if (route != null && !upgrade.isEmpty() && !allows(exchange, forward, upgrade)) {
      exchange.reply(REFUSED);
      return false;
    }
    return true;
  }

  /// What `grpc-timeout` says comes first, where the route lets it.
  private static void limitDuration(Exchange exchange, RouteTimes times) {
    long asked =
        times.grpc().counts() ? GrpcTimeout.streamMillis(exchange.head(), times.grpc()) : -1;
    if (asked >= 0) {
      exchange.limitDuration(asked);
    } else if (times.streamMillis() != RouteTimes.AS_LISTENER) {
      exchange.limitDuration(times.streamMillis());
    }
  }

  private static boolean allows(Exchange exchange, Route.@Nullable Forward forward, String type) {
    UpgradePlan listener = exchange.serving().http().upgrades();
    return forward == null
        ? listener.allows(type)
        : listener.allows(type, forward.handling().upgrades());
  }
}
