package io.limpet.proxy.loop;

/// Those waits that an overload manager may shorten, each by its own scale (Envoy:
/// `envoy.overload_actions.reduce_timeouts`).
public record TimerScales(
    TimerScale connectionIdle,
    TimerScale streamIdle,
    TimerScale transportSocketConnect,
    TimerScale connectionMax,
    TimerScale streamFlush) {
  public static final TimerScales NONE =
      new TimerScales(
          TimerScale.NONE, TimerScale.NONE, TimerScale.NONE, TimerScale.NONE, TimerScale.NONE);
}
