package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.HexFormat;

/// What an endpoint is told by the PROXY protocol before a connection's first byte, as tables have
/// it: the version, both addresses, and in version 2 the bytes behind them; empty where nothing is.
final class ProxyHeader {
  private static final String FIRST = "PROXY ";
  private static final String SECOND = "\r\n\r\n\0\r\nQUIT\n";
  private static final int HEAD_BYTES = 16;

  private ProxyHeader() {}

  static String read(InputStream in) throws IOException {
    in.mark(HEAD_BYTES);
    String start = new String(in.readNBytes(HEAD_BYTES), ISO_8859_1);
    if (start.startsWith(SECOND)) {
      return second(start, in);
    }
    in.reset();
    return start.startsWith(FIRST) ? first(in) : "";
  }

  private static String first(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    String[] words = line.toString().strip().split(" ", -1);
    return "1 %s %s:%s %s:%s".formatted(words[1], words[2], words[4], words[3], words[5]);
  }

  private static String second(String head, InputStream in) throws IOException {
    byte[] rest = in.readNBytes((head.charAt(14) << 8) + head.charAt(15));
    String kind = HexFormat.of().toHexDigits((byte) head.charAt(12));
    String family = HexFormat.of().toHexDigits((byte) head.charAt(13));
    if (rest.length == 0) {
      return "2 %s %s".formatted(kind, family);
    }
    int bytes = head.charAt(13) == 0x21 ? 16 : 4;
    return "2 %s %s %s:%d %s:%d %s"
        .formatted(
            kind,
            family,
            ip(rest, 0, bytes),
            port(rest, 2 * bytes),
            ip(rest, bytes, bytes),
            port(rest, 2 * bytes + 2),
            HexFormat.of().formatHex(rest, 2 * bytes + 4, rest.length))
        .strip();
  }

  private static String ip(byte[] from, int at, int length) throws IOException {
    return InetAddress.getByAddress(java.util.Arrays.copyOfRange(from, at, at + length))
        .getHostAddress();
  }

  private static int port(byte[] from, int at) {
    return ((from[at] & 0xff) << 8) + (from[at + 1] & 0xff);
  }
}
