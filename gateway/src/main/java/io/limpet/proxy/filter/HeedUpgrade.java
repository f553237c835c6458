package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.UpgradePlan;
import org.jspecify.annotations.Nullable;

/// Whether a request may change its protocol, as listener and route say together. Where there is no
/// route, that is what is told. Only the first route is asked (Envoy: filter_manager.cc,
/// `createFilterChain`).
final class HeedUpgrade implements Filter {
  private static final LocalReply REFUSED = LocalReply.of(403, "", "-", "upgrade_failed").closing();

  @Override
  public boolean request(Exchange exchange) {
    @Nullable Route route = exchange.route();
    String upgrade = exchange.head().upgrade();
    if (route != null && !upgrade.isEmpty() && !allows(exchange, route.action(), upgrade)) {
      exchange.reply(REFUSED);
      return false;
    }
    return true;
  }

  private static boolean allows(Exchange exchange, Route.Action action, String type) {
    UpgradePlan listener = exchange.serving().http().upgrades();
    return action instanceof Route.Forward forward
        ? listener.allows(type, forward.handling().upgrades())
        : listener.allows(type);
  }
}
