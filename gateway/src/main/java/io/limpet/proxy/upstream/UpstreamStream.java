package io.limpet.proxy.upstream;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.head.TlsFacts;
import io.netty.buffer.ByteBuf;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Where one attempt's request goes: its place on a connection to an endpoint. An attempt does not
/// know which version of HTTP its endpoint speaks (Envoy: RequestEncoder, and Stream's
/// readDisable).
///
/// An HTTP/1 connection is the stream of the only attempt that it serves; with HTTP/2 each stream
/// is one.
public interface UpstreamStream {
  /// Writes the head. `complete`: nothing follows it. The head stays the caller's.
  void head(EditableRequestHead head, boolean complete);

  /// Takes a piece of the body, or of a tunnel.
  void body(ByteBuf piece);

  /// All of the request was written but for what follows its body.
  void end(@Nullable Trailers trailers);

  void flush();

  boolean writable();

  /// How many bytes wait to be written, where that is too many; 0 where it is not.
  long waitingBytes();

  /// From here on bytes are handed over as they come: the answer was 101.
  void tunnel();

  /// Stops or resumes reading, because the client does not or does take what was read.
  void reading(boolean wanted);

  /// The attempt is given up: nobody wants its answer.
  void abandon();

  /// What the endpoint is spoken to in, as logs call it; empty in a tunnel.
  String protocol();

  @Nullable SocketAddress localAddress();

  /// What is known of the TLS with the endpoint.
  TlsFacts tls();
}
