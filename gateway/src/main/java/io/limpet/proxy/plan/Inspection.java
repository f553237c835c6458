package io.limpet.proxy.plan;

import io.limpet.proxy.plan.transport.TlvTypes;
import org.jspecify.annotations.Nullable;

/// What is looked at before a chain is chosen (Envoy: listener filters). `timeoutMillis` bounds the
/// wait, 0 for no limit; `goesOn`: when it is over the connection is taken as it is, and not
/// closed.
public record Inspection(
    @Nullable ProxyHeader proxyHeader,
    boolean tls,
    boolean http,
    long timeoutMillis,
    boolean goesOn) {
  public static final long USUAL_MILLIS = 15_000;
  public static final Inspection NONE = new Inspection(null, false, false, USUAL_MILLIS, false);

  /// A proxy in front says who the client is (proxy_protocol). `optional`: connections without it
  /// are taken, too. `passed` are the types of TLVs that endpoints may be told.
  public record ProxyHeader(
      boolean optional, boolean version1, boolean version2, TlvTypes passed) {}

  public boolean isNone() {
    return proxyHeader == null && !tls && !http;
  }
}
