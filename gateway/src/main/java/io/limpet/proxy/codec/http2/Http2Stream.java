package io.limpet.proxy.codec.http2;

import org.jspecify.annotations.Nullable;

/// One stream of a connection: its state (RFC 9113, 5.1) and its windows. It is used again for
/// another once it is closed: nobody may keep it longer.
public final class Http2Stream {
  private int id;
  @Nullable StreamEvents events;

  Http2Stream() {}

  public int id() {
    return id;
  }

  /// How many bytes wait for a window or for the socket. Whoever sends pauses when it is enough,
  /// until [StreamEvents#drained].
  public int waiting() {
    return 0;
  }
}
