package io.limpet.proxy.plan;

/// How a listener speaks QUIC (listener/v3/quic_config.proto; core/v3/protocol.proto,
/// QuicProtocolOptions). Windows are what a client may send before it is taken, in bytes.
public record QuicPlan(
    int maxStreams,
    int streamWindow,
    int connectionWindow,
    long idleMillis,
    long handshakeMillis,
    boolean migration) {
  public static final QuicPlan DEFAULT =
      new QuicPlan(100, 16 << 20, 24 << 20, 300_000, 20_000, true);
}
