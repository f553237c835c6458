package io.limpet.proxy.loop;

/// Every limit of the data plane that is not configuration, by name.
///
/// `highWater` and `lowWater` bound the bytes that wait to be written to one socket: above the
/// first, reading on the other side stops; below the second, it goes on. `readAtMost` bounds one
/// read. `retryBytes` bounds a request's body that is kept for another attempt (Envoy:
/// per_connection_buffer_limit_bytes, 1 MiB inclusive). `idlePerEndpoint` bounds the unused
/// upstream connections to one endpoint, of all event loops together. `accessLogLines` bounds the
/// queue of an access log; what does not fit is dropped and counted. `drainMillis` is what answers
/// under way have at the end of the process. `askedDrainMillis` is for listeners that are told to
/// drain, and for what a new configuration has no more (Envoy: --drain-time-s): in that time more
/// and more clients of a listener that stays are told to come anew, or, with `drainAtOnce`, all
/// from its first moment on (--drain-strategy immediate); those of one that is gone have so long.
/// Times are in milliseconds.
public record ProxyLimits(
    int highWaterBytes,
    int lowWaterBytes,
    int readAtLeastBytes,
    int readAtMostBytes,
    int retryBytes,
    int idlePerEndpoint,
    int accessLogLines,
    long drainMillis,
    long askedDrainMillis,
    boolean drainAtOnce) {
  public static final ProxyLimits DEFAULT =
      new ProxyLimits(
          128 << 10, 32 << 10, 512, 64 << 10, 1 << 20, 1024, 65_536, 5_000, 600_000, false);

  /// Of so many event loops, what one may have: connections are dealt out to them in turn.
  public ProxyLimits ofOneLoop(int loops) {
    return new ProxyLimits(
        highWaterBytes,
        lowWaterBytes,
        readAtLeastBytes,
        readAtMostBytes,
        retryBytes,
        Math.ceilDiv(idlePerEndpoint, loops),
        accessLogLines,
        drainMillis,
        askedDrainMillis,
        drainAtOnce);
  }

  public ProxyLimits withAskedDrain(long millis, boolean atOnce) {
    return new ProxyLimits(
        highWaterBytes,
        lowWaterBytes,
        readAtLeastBytes,
        readAtMostBytes,
        retryBytes,
        idlePerEndpoint,
        accessLogLines,
        drainMillis,
        millis,
        atOnce);
  }
}
