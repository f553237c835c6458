package io.limpet.proxy.codec;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The lines that follow a chunked body (RFC 9112, 7.1.2).
///
/// What frames a message, says whom it is for, or who sent it may not stand there (RFC 9110, 6.5.1)
/// and is left out: a server that merges trailers into its headers could be led astray.
public final class Trailers {
  private static final WordTable FORBIDDEN =
      new WordTable(
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "cookie",
          "expect",
          "host",
          "keep-alive",
          "max-forwards",
          "proxy-authorization",
          "proxy-connection",
          "set-cookie",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final List<HeaderLine> lines = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  /// Those of lines that were read.
  public static Trailers of(HeaderLines lines) {
    Trailers trailers = new Trailers();
    for (int line = 0; line < lines.count(); line++) {
      if (!lines.gone(line)) {
        trailers.add(
            lines.text(lines.name(line), lines.nameEnd(line)),
            lines.text(lines.value(line), lines.valueEnd(line)));
      }
    }
    return trailers;
  }

  /// The name is in lower case.
  public void add(String name, String value) {
    if (FORBIDDEN.find(name) == WordTable.NONE) {
      lines.add(HeaderLine.of(name, value));
      values.add(value);
    }
  }

  /// What is to be written, in order.
  public List<HeaderLine> lines() {
    return Collections.unmodifiableList(lines);
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /// The bytes of all names and values (Envoy: HeaderMap::byteSize).
  public int textBytes() {
    int sum = 0;
    for (int i = 0; i < lines.size(); i++) {
      sum += lines.get(i).bytes().length - ": \r\n".length();
    }
    return sum;
  }

  /// The first value of that name, or null if there is none.
  public @Nullable String value(String lowerCaseName) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).name().text().equals(lowerCaseName)) {
        return values.get(i);
      }
    }
    return null;
  }

  /// Names stay in lower case, whatever style heads are written in (Envoy 1.40, measured).
  void write(ByteBuf out) {
    for (int i = 0; i < lines.size(); i++) {
      out.writeBytes(lines.get(i).bytes());
    }
  }
}
