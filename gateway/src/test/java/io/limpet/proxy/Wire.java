package io.limpet.proxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One end of a connection on which a test writes what it likes, and reads HTTP/1.1 plainly.
public final class Wire implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  public Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /// A message as it was read: its first line, its header lines, its body.
  public record Message(String first, List<String> lines, String body) {
    public int status() {
      return Integer.parseInt(first, first.indexOf(' ') + 1, first.indexOf(' ') + 4, 10);
    }

    public @Nullable String header(String name) {
      return headers(name).stream().findFirst().orElse(null);
    }

    public List<String> headers(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .toList();
    }
  }

  public Wire send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
    return this;
  }

  void send(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
  }

  /// A whole GET and its answer.
  Message get(String path, String... headers) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: test\r\n" + lines(headers) + "\r\n");
    return answer();
  }

  static String lines(String... headers) {
    StringBuilder text = new StringBuilder();
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.toString();
  }

  /// Reads an answer to anything but HEAD.
  public Message answer() throws IOException {
    Message head = head();
    boolean none = head.status() / 100 == 1 || head.status() == 204 || head.status() == 304;
    return none ? head : new Message(head.first(), head.lines(), body(head, true));
  }

  /// Reads a request.
  public Message request() throws IOException {
    Message head = head();
    return new Message(head.first(), head.lines(), body(head, false));
  }

  /// Reads a head and nothing of its body.
  Message head() throws IOException {
    String first = line();
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return new Message(first, List.copyOf(lines), "");
  }

  private String body(Message head, boolean untilClose) throws IOException {
    String length = head.header("content-length");
    if (length != null) {
      return text(in.readNBytes(Integer.parseInt(length)));
    }
    if ("chunked".equals(head.header("transfer-encoding"))) {
      return chunks();
    }
    return untilClose ? rest() : "";
  }

  private String chunks() throws IOException {
    StringBuilder body = new StringBuilder();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.append(text(in.readNBytes(size)));
      line();
    }
    while (!line().isEmpty()) {
      // Trailers.
    }
    return body.toString();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
  }

  String line() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new EOFException("closed after `" + text(bytes.toByteArray()) + "`");
      }
      bytes.write(octet);
    }
    return text(bytes.toByteArray()).stripTrailing();
  }

  /// All that comes until the peer closes.
  String rest() throws IOException {
    return text(in.readAllBytes());
  }

  /// Whether the peer has closed, after as long a wait as that takes.
  boolean ended() throws IOException {
    return in.read() < 0;
  }

  int read(byte[] into) throws IOException {
    return in.read(into);
  }

  String text(int bytes) throws IOException {
    return text(in.readNBytes(bytes));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  Socket socket() {
    return socket;
  }

  /// Closes so that the peer sees a reset.
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
