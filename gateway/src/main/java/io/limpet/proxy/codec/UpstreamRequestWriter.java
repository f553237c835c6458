package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Writes a request's head for an upstream, HTTP/1.1 whatever the client spoke.
public final class UpstreamRequestWriter {
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CHUNKED =
      "transfer-encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_BODY =
      "content-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private UpstreamRequestWriter() {}

  /// What was read and not removed goes out as it is, what was added behind it, and how the body
  /// is framed last. The head is not changed: another attempt may write it again.
  public static void write(Http1RequestHead head, ByteBuf out) {
    HeaderLines lines = head.lines();
    RequestTarget target = head.target();
    if (target.whole() && !head.http10()) {
      lines.write(target.methodStart(), out);
    } else {
      out.writeCharSequence(head.method(), StandardCharsets.US_ASCII);
      out.writeByte(' ');
      writePath(head.path(), out);
      out.writeBytes(VERSION);
      lines.write(target.linesStart(), out);
    }
    if (head.framing() == Framing.CHUNKED) {
      out.writeBytes(CHUNKED);
    } else if (lines.has(KnownHeader.CONTENT_LENGTH)
        || !Method.sendsEmptyLength(head.methodNumber())) {
      out.writeByte(Octets.CR).writeByte(Octets.LF);
    } else {
      out.writeBytes(NO_BODY);
    }
  }

  /// A rewritten path is a text of the configuration's: what would break the request line is
  /// written in percent form.
  private static void writePath(String path, ByteBuf out) {
    for (int index = 0; index < path.length(); index++) {
      char letter = path.charAt(index);
      if (letter > ' ' && letter < 0x7f) {
        out.writeByte(letter);
      } else if (letter <= 0xff) {
        out.writeByte('%').writeByte(HEX[letter >> 4]).writeByte(HEX[letter & 0xf]);
      } else {
        out.writeByte('?');
      }
    }
  }
}
