package io.limpet.proxy.filter;

import io.limpet.proxy.codec.PathNormalizer;
import io.limpet.proxy.http.Exchange;
import io.limpet.proxy.http.Filter;
import io.limpet.proxy.http.LocalReply;
import io.limpet.proxy.plan.HttpPlan.Paths;
import io.limpet.proxy.plan.UpgradePlan;
import org.jspecify.annotations.Nullable;

/// Brings the path into the form in which it is routed, hashed and forwarded, and refuses what has
/// none. Protocol changes nobody allowed are refused here too, before any route is looked for
/// (Envoy: conn_manager_impl.cc, decodeHeaders).
final class NormalizePath implements Filter {
  private static final LocalReply TUNNEL =
      LocalReply.of(404, "", "NR", "route_not_found").closing();
  private static final LocalReply NOT_ABSOLUTE =
      LocalReply.of(404, "", "-", "absolute_path_rejected");
  private static final LocalReply NO_FORM =
      LocalReply.of(400, "", "-", "path_normalization_failed").closing();
  private static final LocalReply UPGRADE = LocalReply.of(403, "", "-", "upgrade_failed").closing();

  @Override
  public boolean request(Exchange exchange) {
    if (exchange.head().connectMethod()) {
      exchange.serving().counters().noRoute();
      exchange.reply(TUNNEL);
      return false;
    }
    String path = exchange.head().path();
    if (path.isEmpty() || path.charAt(0) != '/') {
      exchange.reply(NOT_ABSOLUTE);
      return false;
    }
    return normalized(exchange, path) && upgradeAllowed(exchange);
  }

  private static boolean normalized(Exchange exchange, String path) {
    Paths paths = exchange.serving().http().paths();
    if (!paths.normalize() && !paths.mergeSlashes()) {
      return true;
    }
    @Nullable String normal =
        PathNormalizer.normalize(path, paths.normalize(), paths.mergeSlashes());
    if (normal == null) {
      exchange.reply(NO_FORM);
      return false;
    }
    if (!normal.equals(path)) {
      exchange.head().path(normal);
    }
    return true;
  }

  private static boolean upgradeAllowed(Exchange exchange) {
    String upgrade = exchange.head().upgrade();
    if (upgrade.isEmpty()
        || exchange.serving().http().upgrades().allows(upgrade, UpgradePlan.NONE)) {
      return true;
    }
    exchange.reply(UPGRADE);
    return false;
  }
}
