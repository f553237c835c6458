package io.limpet.proxy.health;

import io.limpet.proxy.codec.http2.StreamEvents;
import org.jspecify.annotations.Nullable;

/// An answer that comes on a stream of HTTP/2.
interface CheckAnswer extends StreamEvents {
  /// What it says; null as long as that is not known.
  @Nullable Finding finding();
}
