package io.limpet.proxy.upstream;

import io.limpet.proxy.loop.Worker;
import io.limpet.proxy.plan.UpstreamTls;
import io.limpet.proxy.tls.ClientContexts;
import io.limpet.proxy.tls.ClientTls;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/// How the connections of a pool begin: with a handshake in which `name` is asked for, or, without
/// a plan, in plain text.
record TlsStart(
    @Nullable ClientContexts contexts,
    @Nullable UpstreamTls plan,
    String name,
    ClientTls.Inside inside) {
  static final TlsStart NONE = new TlsStart(null, null, "", ClientTls.Inside.BYTES);

  /// Whether nothing may be said before a handshake is over.
  boolean encrypts() {
    return plan != null;
  }

  /// A handler for one connection, or null where the material is of an old plan: then there must be
  /// no connection.
  @Nullable SslHandler handler(Worker worker) {
    if (contexts == null || plan == null) {
      return null;
    }
    ClientTls tls = contexts.of(plan);
    return tls == null ? null : tls.handler(inside, name, worker.allocator());
  }
}
