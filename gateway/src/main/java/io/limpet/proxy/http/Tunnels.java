package io.limpet.proxy.http;

import org.jspecify.annotations.Nullable;

/// How tunnels of CONNECT, and what was upgraded, end before their peers want it.
final class Tunnels {
  private Tunnels() {}

  /// Whether it was one whose endpoint's connection ended: clients of HTTP/2 and HTTP/3 are told so
  /// (RFC 9113, 8.5; Envoy 1.40, measured).
  static boolean broke(@Nullable Exchange of) {
    return of != null && !of.head().upgrade().isEmpty() && of.flags().endsWith("UC");
  }

  /// Cuts it at the end of the process, if it is one by now.
  static void end(@Nullable Exchange of) {
    if (of != null && of.status() == of.head().switchingStatus() && of.answered()) {
      of.run().abandon();
      of.cut("DC", "downstream_local_disconnect");
    }
  }
}
