package io.limpet.proxy.filter;

import io.limpet.proxy.balance.SplitTicket;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.filter.HttpChain;
import org.jspecify.annotations.Nullable;

/// Finds the route, the cluster if it has one, and with them the filters that the request will
/// meet. Only behind those is a request without a route answered: see [Forward].
final class PickRoute implements Filter {
  @Override
  public boolean request(Exchange exchange) {
    @Nullable Route route = exchange.serving().routes().match(exchange.head(), exchange.chance());
    if (route == null) {
      exchange.chain(HttpChain.OF_LISTENER);
      return true;
    }
    exchange.route(route);
    switch (route.action()) {
      case Route.Forward forward -> {
        Target target = target(forward, exchange);
        exchange.target(target);
        exchange.chain(target.filters());
      }
      case Route.Redirect _, Route.TlsRedirect _, Route.DirectResponse _ ->
          exchange.chain(route.filters());
    }
    return true;
  }

  private static Target target(Route.Forward route, Exchange exchange) {
    return route
        .cluster()
        .choose(exchange.head(), SplitTicket.of(route, exchange.head(), exchange.chance()));
  }
}
