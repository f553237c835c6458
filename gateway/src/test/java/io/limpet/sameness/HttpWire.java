package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// HTTP/1.1 on a socket, read plainly and forgivingly.
final class HttpWire implements ClientWire {
  private static final int PATIENCE_MILLIS = 15_000;
  private static final int REFUSAL_MILLIS = 250;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private String tls = "";
  private String failure = "";

  HttpWire(Socket socket) throws IOException {
    this(socket, new BufferedInputStream(socket.getInputStream()));
  }

  /// `in` has what the socket says.
  HttpWire(Socket socket, InputStream in) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = in;
    this.out = socket.getOutputStream();
  }

  /// Connects as a step says. A handshake that fails is told in the place of an answer.
  static HttpWire dial(InetAddress address, int port, Case.Dial how) throws IOException {
    Socket socket = new Socket(address, port);
    if (!how.first().isEmpty()) {
      socket.getOutputStream().write(how.first().getBytes(ISO_8859_1));
    }
    if (how.tls() == null) {
      return new HttpWire(socket);
    }
    HttpWire plain = new HttpWire(socket);
    try {
      SSLSocket encrypted = how.tls().over(socket);
      HttpWire wire = new HttpWire(encrypted);
      wire.tls = TlsClient.told(encrypted);
      if (how.tls().waits()) {
        wire.awaitRefusal();
      }
      return wire;
    } catch (IOException failed) {
      plain.failure = failure(failed);
      return plain;
    }
  }

  /// In TLS 1.3 a client learns late that its certificate is not accepted, and if it wrote before
  /// that it may not learn why.
  private void awaitRefusal() throws IOException {
    socket.setSoTimeout(REFUSAL_MILLIS);
    try {
      in.mark(1);
      in.read();
      in.reset();
    } catch (java.net.SocketTimeoutException accepted) {
      // Nothing came, so nothing was refused.
    } catch (IOException refused) {
      failure = failure(refused);
      return;
    }
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /// The alert that came, or that the connection just ended.
  private static String failure(IOException failed) {
    String text = String.valueOf(failed.getMessage());
    int alert = text.indexOf("Received fatal alert: ");
    return alert < 0 ? "TLS: closed" : "TLS: " + text.substring(alert);
  }

  @Override
  public String tls() {
    return tls;
  }

  /// A message as it was read. `cut`: its end never came.
  record Message(
      String first, List<String> lines, String body, List<String> trailers, boolean cut) {
    List<String> headers(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return lines.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .toList();
    }

    String header(String name) {
      List<String> all = headers(name);
      return all.isEmpty() ? "" : all.getFirst();
    }

    int status() {
      String[] words = first.split(" ", 3);
      return words.length > 1 && words[1].matches("\\d+") ? Integer.parseInt(words[1]) : 0;
    }

    /// By name; lines of one name stay in their order.
    List<String> sortedLines() {
      return lines.stream()
          .sorted(
              Comparator.comparing(
                  line -> line.substring(0, line.indexOf(':') < 0 ? 0 : line.indexOf(':'))))
          .toList();
    }
  }

  @Override
  public void send(String text) throws IOException {
    if (!failure.isEmpty()) {
      return;
    }
    try {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    } catch (IOException late) {
      // Without TLS the reader sees that the connection was reset.
      failure = tls.isEmpty() ? failure : failure(late);
    }
  }

  /// The next request, or null where the peer closed before it.
  @Nullable Message request() throws IOException {
    String first = lineOrNull();
    return first == null ? null : message(first, false);
  }

  @Override
  public Message answer(boolean toHead, List<String> interims) throws IOException {
    while (true) {
      String first = failure.isEmpty() ? firstLine() : failure;
      if (!failure.isEmpty()) {
        return new Message(failure, List.of(), "", List.of(), true);
      }
      if (first == null) {
        return new Message("", List.of(), "", List.of(), true);
      }
      boolean interim = first.matches("HTTP/1.1 1\\d\\d .*") && !first.contains(" 101 ");
      Message message = toHead || interim ? head(first) : message(first, true);
      if (!interim) {
        return message;
      }
      interims.add(message.first() + " " + message.lines());
    }
  }

  /// In TLS 1.3 a client learns only here that its certificate is not accepted. Without TLS a
  /// connection that is reset ends as one that is closed does.
  private @Nullable String firstLine() throws IOException {
    try {
      return lineOrNull();
    } catch (SSLException | java.net.SocketException refused) {
      if (tls.isEmpty()) {
        return null;
      }
      failure = failure(refused);
      return null;
    }
  }

  private Message head(String first) throws IOException {
    return new Message(first, lines(), "", List.of(), false);
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  private Message message(String first, boolean answer) throws IOException {
    Message head = head(first);
    if (answer && (head.status() == 204 || head.status() == 304 || head.status() == 101)) {
      return head;
    }
    String length = head.header("content-length");
    if (!length.isEmpty()) {
      byte[] body = in.readNBytes(Integer.parseInt(length));
      return withBody(head, text(body), body.length < Integer.parseInt(length));
    }
    if (head.header("transfer-encoding").equals("chunked")) {
      return chunked(head);
    }
    return answer ? withBody(head, rest(), false) : head;
  }

  private static Message withBody(Message head, String body, boolean cut) {
    return new Message(head.first(), head.lines(), body, List.of(), cut);
  }

  private Message chunked(Message head) throws IOException {
    StringBuilder body = new StringBuilder();
    try {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        byte[] chunk = in.readNBytes(size);
        body.append(text(chunk));
        if (chunk.length < size) {
          return withBody(head, body.toString(), true);
        }
        line();
      }
      return new Message(head.first(), head.lines(), body.toString(), lines(), false);
    } catch (EOFException cut) {
      return withBody(head, body.toString(), true);
    }
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().replaceFirst(";.*", "").strip(), 16);
  }

  private String line() throws IOException {
    String line = lineOrNull();
    if (line == null) {
      throw new EOFException("closed in the middle of a message");
    }
    return line;
  }

  private @Nullable String lineOrNull() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        return bytes.size() == 0 ? null : text(bytes.toByteArray());
      }
      bytes.write(octet);
    }
    return text(bytes.toByteArray()).stripTrailing();
  }

  /// All that comes until the peer closes.
  private String rest() throws IOException {
    return text(in.readAllBytes());
  }

  /// Reads until the peer closes; always false.
  boolean discard() throws IOException {
    socket.setSoTimeout(0);
    in.transferTo(OutputStream.nullOutputStream());
    return false;
  }

  @Override
  public boolean ends(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      return in.read() < 0;
    } catch (java.net.SocketTimeoutException open) {
      return false;
    } catch (java.net.SocketException reset) {
      return true;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  @Override
  public boolean waiting() throws IOException {
    return in.available() > 0;
  }

  @Override
  public String localAddress() {
    return text(socket.getLocalAddress(), socket.getLocalPort());
  }

  @Override
  public String remoteAddress() {
    return text(socket.getInetAddress(), socket.getPort());
  }

  static String text(InetAddress address, int port) {
    return address.getHostAddress() + ":" + port;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
