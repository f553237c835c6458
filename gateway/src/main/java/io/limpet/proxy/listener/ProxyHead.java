package io.limpet.proxy.listener;

import io.limpet.proxy.head.ProxyProtocolData;
import org.jspecify.annotations.Nullable;

/// What was found at the beginning of a connection that may come by a proxy.
sealed interface ProxyHead {
  /// What is told, in so many bytes; null for a connection of the proxy's own (`UNKNOWN`, `LOCAL`).
  record Said(int bytes, @Nullable ProxyProtocolData told) implements ProxyHead {}

  /// Why there is nothing to tell.
  enum Without implements ProxyHead {
    /// It is not whole yet.
    MORE,
    /// It begins like one and is none, or it must be there and is not.
    BAD,
    /// It is not there, and need not be.
    NONE
  }
}
