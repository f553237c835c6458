package io.limpet.proxy.filter.http;

import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.filter.ExtAuthzPlan;

/// Refuses what an authorizer would have to be asked about, as Envoy does where that one fails
/// (ext_authz.cc).
public final class RefuseUnasked implements Filter {
  private final ExtAuthzPlan plan;

  public RefuseUnasked(ExtAuthzPlan plan) {
    this.plan = plan;
  }

  @Override
  public boolean request(Exchange exchange) {
    if (!plan.asks(exchange.head())) {
      return true;
    }
    exchange.reply(LocalReply.of(plan.status(), "", "UAEX", "ext_authz_error"));
    return false;
  }
}
