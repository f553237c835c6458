package io.limpet.proxy.filter;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.UpgradePlan;

/// Refuses a change of protocol that neither the route nor the listener allows, also where there is
/// no route (Envoy: filter_manager.cc, createDownstreamFilterChain).
final class AllowUpgrade implements Filter {
  private static final LocalReply REFUSED = LocalReply.of(403, "", "-", "upgrade_failed").closing();

  @Override
  public boolean request(Exchange exchange) {
    String upgrade = exchange.head().upgrade();
    if (upgrade.isEmpty()
        || exchange.serving().http().upgrades().allows(upgrade, UpgradePlan.NONE)) {
      return true;
    }
    exchange.reply(REFUSED);
    return false;
  }
}
