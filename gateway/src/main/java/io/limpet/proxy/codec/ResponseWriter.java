package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;

/// Writes a response's head for the client.
public final class ResponseWriter {
  private ResponseWriter() {}

  /// How the client reads a response: its version, and whether its method was HEAD or an upgrade
  /// is being answered with 101.
  public record Client(boolean http10, boolean headMethod, boolean upgrade) {}

  /// Writes the head and says how the body must follow: as it is ([Framing#LENGTH]), in chunks, up
  /// to the close of the connection (HTTP/1.0 clients), or not at all.
  public static Framing write(Http1ResponseHead head, Client client, ByteBuf out) {
    throw new UnsupportedOperationException();
  }

  /// Writes `HTTP/1.1 100 Continue`.
  public static void writeContinue(ByteBuf out) {
    throw new UnsupportedOperationException();
  }
}
