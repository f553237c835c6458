package io.limpet.proxy.tls;

import io.limpet.proxy.plan.transport.UpstreamTls;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The TLS of all endpoints that a plan has, and that the plan before it had: requests that began
/// with that one may still open connections. Written by the thread that publishes plans, read by
/// all event loops.
public final class ClientContexts {
  private final TlsContexts contexts;
  private volatile Map<UpstreamTls, ClientTls> all = Map.of();
  private Map<UpstreamTls, ClientTls> newest = Map.of(); // publishing thread only

  public ClientContexts(TlsContexts contexts) {
    this.contexts = contexts;
  }

  /// Those of the plan that is served next.
  public void update(Collection<UpstreamTls> wanted) throws SSLException {
    Map<UpstreamTls, ClientTls> next = new HashMap<>();
    for (UpstreamTls each : wanted) {
      ClientTls known = all.get(each);
      next.put(each, known == null ? ClientTls.make(each, contexts) : known);
    }
    Map<UpstreamTls, ClientTls> both = new HashMap<>(newest);
    both.putAll(next);
    newest = Map.copyOf(next);
    all = Map.copyOf(both);
  }

  /// Null where it is of an older plan.
  public @Nullable ClientTls of(UpstreamTls plan) {
    return all.get(plan);
  }
}
