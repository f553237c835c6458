package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;

/// Writes a response's head for the client: the upstream's lines, then those that were added in
/// their order, then how the body is framed, as Envoy orders them.
public final class ResponseWriter {
  private static final HeaderLine CHUNKED = HeaderLine.of("transfer-encoding", "chunked");
  private static final HeaderLine NO_BODY = HeaderLine.of("content-length", "0");

  private ResponseWriter() {}

  /// How the client reads a response: its version, and whether its method was HEAD or CONNECT.
  public record Client(boolean http10, boolean headMethod, boolean connect) {
    public static Client of(EditableRequestHead head) {
      return head.connectMethod() ? CONNECT : of(head.http10(), head.headMethod());
    }

    static Client of(boolean http10, boolean headMethod) {
      if (http10) {
        return headMethod ? OLD_HEAD : OLD;
      }
      return headMethod ? HEAD : PLAIN;
    }

    private static final Client PLAIN = new Client(false, false, false);
    private static final Client HEAD = new Client(false, true, false);
    private static final Client OLD = new Client(true, false, false);
    private static final Client OLD_HEAD = new Client(true, true, false);
    private static final Client CONNECT = new Client(false, false, true);
  }

  /// How the body must follow the head: as it is ([Framing#LENGTH]), in chunks, up to the close of
  /// the connection (an HTTP/1.0 client, which is then told `connection: close`), or not at all.
  public static Framing framing(EditableResponseHead head, Client client) {
    boolean bodiless =
        head.framing() == Framing.NONE
            || client.headMethod()
            || head.status() == 204
            || head.status() == 304;
    if (bodiless || head.framing() == Framing.LENGTH) {
      return bodiless ? Framing.NONE : Framing.LENGTH;
    }
    return client.http10() ? Framing.UNTIL_CLOSE : Framing.CHUNKED;
  }

  /// Writes the head, as [#framing] says. The head is not changed.
  public static void write(
      EditableResponseHead head, Client client, HeaderCase wanted, ByteBuf out) {
    StatusLines.write(head.status(), client.http10(), out);
    HeaderLines lines = head.lines();
    HeaderCase style = LineWriter.style(lines, wanted);
    LineWriter.write(lines, head.linesStart(), style, out);
    if (!lines.has(KnownHeader.CONTENT_LENGTH) && !unframed(head.status(), client)) {
      boolean unknown = client.headMethod() || head.framing() != Framing.NONE;
      if (!unknown) {
        LineWriter.writeLine(lines, NO_BODY, style, out);
      } else if (!client.http10()) {
        LineWriter.writeLine(lines, CHUNKED, style, out);
      }
    }
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  private static boolean unframed(int status, Client client) {
    return status < 200 || status == 204 || status == 304 || (client.connect() && status == 200);
  }
}
