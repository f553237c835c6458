package io.limpet.proxy.plan.transport;

import java.util.List;

/// TLS with clients (Envoy: DownstreamTlsContext). `asksAll`: a client without a certificate is
/// sent away. `scansAll`: where no certificate has the name that is asked for, every one is looked
/// at and not only the first.
public record DownstreamTls(
    TlsSettings settings, boolean asksAll, boolean scansAll, Stapling stapling, Sessions sessions) {

  /// What becomes of a client that asks for a staple where none is good: `LENIENT`, it gets none;
  /// `STRICT`, it is refused where there is one that is out of date; `MUST`, it is refused.
  public enum Stapling {
    LENIENT,
    STRICT,
    MUST
  }

  /// How sessions are resumed. `ticketKeys` are 80 bytes each, the first is the one that tickets
  /// are made with; without any, each process makes its own. `timeoutSeconds` is 0 for the engine's
  /// own.
  public record Sessions(
      List<Bytes> ticketKeys, boolean tickets, boolean cached, long timeoutSeconds) {
    public static final Sessions USUAL = new Sessions(List.of(), true, true, 0);

    public Sessions {
      ticketKeys = List.copyOf(ticketKeys);
    }
  }
}
