package io.limpet.proxy.listener;

import java.util.List;

/// What was found at the beginning of a connection that may speak TLS.
sealed interface ClientHello {
  /// What its client says first, as far as chains and certificates are chosen by it. `serverName`
  /// is in lower case; `ellipticCurves`: it can check a signature by a key on P-256;
  /// `asksForStaple`: it wants to see what the authority says (OCSP); `tls13`: it speaks TLS 1.3.
  record Said(
      String serverName,
      List<String> protocols,
      boolean ellipticCurves,
      boolean asksForStaple,
      boolean tls13)
      implements ClientHello {
    public Said {
      protocols = List.copyOf(protocols);
    }
  }

  /// Why there is nothing to tell.
  enum Without implements ClientHello {
    /// It is not whole yet.
    MORE,
    NO_TLS,
    TOO_LARGE
  }
}
