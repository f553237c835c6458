package io.limpet.proxy.quic;

import io.netty.handler.codec.quic.Quic;
import org.jspecify.annotations.Nullable;

/// The library that speaks QUIC, which is there for Linux on x86-64. Asking for it loads it.
public final class QuicLibrary {
  private QuicLibrary() {}

  /// Why it is not there, and what to do; null where it is.
  public static @Nullable String missing() {
    return Quic.isAvailable()
        ? null
        : "udp_listener_config.quic_options: QUIC cannot be spoken on this machine (%s);"
                .formatted(Quic.unavailabilityCause())
            + " clients are served over TCP. Run on Linux x86-64, or remove the listener";
  }
}
