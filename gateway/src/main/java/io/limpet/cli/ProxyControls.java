package io.limpet.cli;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.limpet.admin.AdminView;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.Stop;
import java.util.Set;
import java.util.function.Supplier;

/// What the admin port asks for is the proxy's to do.
record ProxyControls(Supplier<Proxy> proxy) implements AdminView.Controls {
  @Override
  public void failHealthChecks(boolean fails) {
    proxy.get().failHealthChecks(fails);
  }

  @Override
  public void drainListeners(Set<String> names, Stop stop) {
    proxy.get().drainListeners(names, stop);
  }

  /// One that lives says that it drains while its health checks are to fail.
  ServerInfo.State of(ServerInfo.State now) {
    boolean fails = now == ServerInfo.State.LIVE && proxy.get().failsHealthChecks();
    return fails ? ServerInfo.State.DRAINING : now;
  }
}
