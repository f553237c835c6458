package io.limpet.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a caller is given by its first answer: the token, if there is one, and the endpoint that it
/// belongs to.
///
/// @param caller its number
/// @param fields of all of this caller's requests, names and values in turn
/// @param instance the first line of the body
record FirstAnswer(int caller, List<String> fields, String instance) {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int HEAD_BYTES = 64 << 10;

  FirstAnswer {
    fields = List.copyOf(fields);
  }

  /// Asks as caller number `caller`, over HTTP/1.1.
  static FirstAnswer ask(InetSocketAddress proxy, String path, int caller) throws IOException {
    List<String> fields = new ArrayList<>();
    fields.addAll(List.of("user-agent", "limpet-bench", "accept", "*/*"));
    fields.addAll(List.of("x-user", "user" + caller));
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(proxy, TIMEOUT_MILLIS);
      socket.getOutputStream().write(Http1Conversation.request(path, fields));
      InputStream in = socket.getInputStream();
      String head = head(in);
      if (!head.startsWith("HTTP/1.1 200")) {
        throw new IOException(
            "GET %s was answered %s".formatted(path, head.lines().findFirst().orElse("")));
      }
      head.lines().skip(1).forEach(line -> keep(line, fields));
      return new FirstAnswer(caller, fields, line(in));
    }
  }

  private static void keep(String line, List<String> fields) {
    int colon = line.indexOf(':');
    if (colon < 0) {
      return;
    }
    String value = line.substring(colon + 1).strip();
    switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "x-session-header" -> fields.addAll(List.of("x-session-header", value));
      case "set-cookie" -> fields.addAll(List.of("cookie", value.split(";", 2)[0]));
      default -> {
        // Nothing that a caller would return.
      }
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      if (head.length() > HEAD_BYTES) {
        throw new IOException("the head of an answer is longer than 64 KiB");
      }
      head.append((char) next(in));
    }
    return head.toString();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    do {
      line.append((char) next(in));
    } while (line.charAt(line.length() - 1) != '\n' && line.length() < HEAD_BYTES);
    return line.toString();
  }

  private static int next(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the proxy closed the connection instead of an answer");
    }
    return next;
  }
}
