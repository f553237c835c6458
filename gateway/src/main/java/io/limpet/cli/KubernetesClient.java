package io.limpet.cli;

import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Speaks plain HTTP/1.1 with a Kubernetes API, one connection for each request.
///
/// It is our own because the JDK's client costs a command a third of its time to start, and the
/// JDK's older one knows no PATCH.
final class KubernetesClient {
  static final String JSON = "application/json";
  static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  static final String APPLY = "application/apply-patch+yaml";
  static final String MERGE = "application/merge-patch+json";

  private static final int TIMEOUT_MILLIS = 30_000;

  private final String server;
  private final URI uri;

  KubernetesClient(String server) throws ServerFailure {
    this.server = server;
    this.uri = URI.create(server);
    if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
      throw ServerFailure.wrongUse(
          "--server is an address such as http://127.0.0.1:16443, not " + server);
    }
  }

  /// What was asked of the API.
  record Ask(String method, String path, String accept, String contentType, String body) {
    static Ask get(String path, String accept) {
      return new Ask("GET", path, accept, "", "");
    }
  }

  /// What it answered.
  record Answer(int code, Mapping document) {}

  /// The answer, if it is a success.
  Answer ask(Ask ask) throws ServerFailure {
    try (Socket socket = connect()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      HttpAnswer answer = send(socket, ask);
      String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
      return checked(answer.code(), parsed(body));
    } catch (IOException failure) {
      throw ServerFailure.unreachable(server, why(failure));
    }
  }

  /// Hands out each line of an answer that has no end, until the server or the user ends it.
  void watch(Ask ask, Consumer<Mapping> events) throws ServerFailure {
    try (Socket socket = connect()) {
      HttpAnswer answer = send(socket, ask);
      if (answer.code() != 200) {
        String body = new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
        throw refused(answer.code(), parsed(body));
      }
      for (String line = line(answer.body()); !line.isEmpty(); line = line(answer.body())) {
        events.accept(parsed(line));
      }
    } catch (IOException failure) {
      throw ServerFailure.unreachable(server, why(failure));
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      int port = uri.getPort() < 0 ? 80 : uri.getPort();
      socket.connect(new InetSocketAddress(uri.getHost(), port), TIMEOUT_MILLIS);
      return socket;
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  private static String why(IOException failure) {
    return failure instanceof UnknownHostException
        ? "unknown host " + failure.getMessage()
        : String.valueOf(failure.getMessage());
  }

  private record HttpAnswer(int code, InputStream body) {}

  private HttpAnswer send(Socket socket, Ask ask) throws IOException {
    byte[] body = ask.body().getBytes(StandardCharsets.UTF_8);
    String head =
        ask.method()
            + " "
            + ask.path()
            + " HTTP/1.1\r\nhost: "
            + uri.getAuthority()
            + "\r\naccept: "
            + ask.accept()
            + "\r\nuser-agent: limpet\r\nconnection: close\r\n"
            + (ask.contentType().isEmpty() ? "" : "content-type: " + ask.contentType() + "\r\n")
            + "content-length: "
            + body.length
            + "\r\n\r\n";
    byte[] start = head.getBytes(StandardCharsets.UTF_8);
    byte[] all = java.util.Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    socket.getOutputStream().write(all);
    InputStream in = new BufferedInputStream(socket.getInputStream());
    String status = line(in);
    boolean chunked = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      chunked |= header.equalsIgnoreCase("transfer-encoding: chunked");
    }
    if (!status.matches("HTTP/1\\.[01] \\d{3}.*")) {
      throw new IOException("it does not answer in HTTP");
    }
    int code = Integer.parseInt(status.substring(9, 12));
    return new HttpAnswer(code, chunked ? new ChunkedBody(in) : in);
  }

  private static Mapping parsed(String body) throws IOException {
    Value root = body.isBlank() ? Tree.EMPTY : JsonReader.readAll(body).getFirst().root();
    if (root instanceof Mapping mapping) {
      return mapping;
    }
    throw new IOException("it does not answer in JSON");
  }

  private static Answer checked(int code, Mapping document) throws ServerFailure {
    if (code >= 300) {
      throw refused(code, document);
    }
    return new Answer(code, document);
  }

  private static ServerFailure refused(int code, Mapping status) {
    String reason = Tree.text(status, "reason");
    return ServerFailure.refused(
        code, reason.isEmpty() ? Integer.toString(code) : reason, Tree.text(status, "message"));
  }

  /// A line without its end; empty at the end of the stream.
  private static String line(InputStream in) throws IOException {
    var line = new java.io.ByteArrayOutputStream();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0 && line.size() > 0) {
        throw new EOFException("the answer ended early");
      }
      if (each < 0) {
        break;
      }
      line.write(each);
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing();
  }

  /// The bytes inside of chunks (RFC 9112, 7.1).
  private static final class ChunkedBody extends InputStream {
    private final InputStream in;
    private long left;
    private boolean ended;

    ChunkedBody(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0 && !ended) {
        next();
      }
      if (ended) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("the answer ended early");
      }
      left -= count;
      if (left == 0) {
        line(in);
      }
      return count;
    }

    private void next() throws IOException {
      String size = line(in);
      left = size.isEmpty() ? 0 : Long.parseLong(size, 16);
      ended = left == 0;
    }
  }
}
