package io.limpet.world.pods;

import io.limpet.world.pods.Application.Request;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads HTTP/1.1 requests from a connection (RFC 9112), for the built-ins. It sits behind a
/// gateway that has checked them, so what it does not understand simply ends the connection.
final class RequestReader {
  private static final int HEAD_BYTES = 128 * 1024;

  private final InputStream in;
  private final OutputStream out;

  RequestReader(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /// A request, and whether its sender wants no other after it.
  record Incoming(Request request, boolean last) {}

  /// The next request with its body dropped, or nothing at the end.
  Optional<Incoming> next() throws IOException {
    String line = line(HEAD_BYTES);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      throw new IOException("no request line: " + line);
    }
    Map<String, String> headers = headers();
    dropBody(headers);
    int query = parts[1].indexOf('?');
    String path = query < 0 ? parts[1] : parts[1].substring(0, query);
    boolean last =
        parts[2].equals("HTTP/1.0")
            || headers.getOrDefault("connection", "").equalsIgnoreCase("close");
    return Optional.of(new Incoming(new Request(parts[0], path, headers), last));
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    int left = HEAD_BYTES;
    for (String line = line(left); !line.isEmpty(); line = line(left)) {
      left -= line.length();
      int colon = line.indexOf(':');
      if (colon > 0) {
        String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
        headers.put(name, line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private void dropBody(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      dropChunks();
    } else {
      in.skipNBytes(number(headers.getOrDefault("content-length", "0"), 10));
    }
  }

  private void dropChunks() throws IOException {
    long size;
    do {
      String line = line(HEAD_BYTES);
      int extension = line.indexOf(';');
      size = number(extension < 0 ? line : line.substring(0, extension), 16);
      in.skipNBytes(size);
      if (size > 0) {
        line(2);
      }
    } while (size > 0);
    while (!line(HEAD_BYTES).isEmpty()) {
      // Trailers mean nothing to a built-in.
    }
  }

  private static long number(String text, int radix) throws IOException {
    try {
      return Long.parseLong(text.strip(), radix);
    } catch (NumberFormatException wrong) {
      throw new IOException("no length: " + text, wrong);
    }
  }

  /// A line without its end; empty also at the end of the stream.
  private String line(int most) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        if (line.isEmpty()) {
          return "";
        }
        throw new EOFException("the connection ended inside a line");
      }
      if (line.length() > most) {
        throw new IOException("a line of more than " + most + " bytes");
      }
      line.append((char) c);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }
}
