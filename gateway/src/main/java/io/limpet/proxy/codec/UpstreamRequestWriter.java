package io.limpet.proxy.codec;

import io.limpet.proxy.plan.Connections.Style;
import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/// Writes a request's head for an upstream, HTTP/1.1 whatever the client spoke.
public final class UpstreamRequestWriter {
  private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final HeaderLine CHUNKED = HeaderLine.of("transfer-encoding", "chunked");
  private static final HeaderLine NO_BODY = HeaderLine.of("content-length", "0");
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private UpstreamRequestWriter() {}

  /// What was read and not removed goes out as it is, what was added behind it, and how the body
  /// is framed last. The head is not changed: another attempt may write it again.
  public static void write(EditableRequestHead head, Style wanted, ByteBuf out) {
    HeaderLines lines = head.lines();
    RequestTarget target = head.target();
    HeaderCase style = LineWriter.style(lines, wanted.headerCase());
    if (target.whole() && !head.http10() && !wanted.fullUrl()) {
      LineWriter.write(lines, target.methodStart(), style, out);
    } else {
      ByteBufUtil.writeAscii(out, head.method());
      out.writeByte(' ');
      if (wanted.fullUrl()) {
        ByteBufUtil.writeAscii(out, head.scheme() + "://");
        writePath(head.authority(), out);
      }
      writePath(head.connectMethod() ? head.authority() : head.path(), out);
      out.writeBytes(VERSION);
      LineWriter.write(lines, target.linesStart(), style, out);
    }
    if (head.framing() == Framing.CHUNKED) {
      LineWriter.writeLine(lines, CHUNKED, style, out);
    } else if (!lines.has(KnownHeader.CONTENT_LENGTH)
        && head.upgrade().isEmpty()
        && Method.sendsEmptyLength(head.methodNumber())) {
      LineWriter.writeLine(lines, NO_BODY, style, out);
    }
    out.writeByte(Octets.CR).writeByte(Octets.LF);
  }

  /// A rewritten path is a text of the configuration's: what would break the request line is
  /// written in percent form.
  private static void writePath(String path, ByteBuf out) {
    int plain = 0;
    while (plain < path.length() && plain(path.charAt(plain))) {
      plain++;
    }
    ByteBufUtil.writeAscii(out, plain == path.length() ? path : path.substring(0, plain));
    for (int index = plain; index < path.length(); index++) {
      writeLetter(path.charAt(index), out);
    }
  }

  private static boolean plain(char letter) {
    return letter > ' ' && letter < 0x7f;
  }

  private static void writeLetter(char letter, ByteBuf out) {
    if (plain(letter)) {
      out.writeByte(letter);
    } else if (letter <= 0xff) {
      out.writeByte('%').writeByte(HEX[letter >> 4]).writeByte(HEX[letter & 0xf]);
    } else {
      out.writeByte('?');
    }
  }
}
