package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.limpet.Http2Peer;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.bootstrap.BootstrapReader;
import io.limpet.xds.bootstrap.StaticResources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Server-sent events: each reaches its client before the endpoint says the next, whatever both
/// speak and whichever filters are between, and a client that leaves is gone for the endpoint too.
///
/// `/one` goes to an endpoint of HTTP/1.1, `/two` in HTTP/2 to the proxy itself and from there to
/// that endpoint.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StreamingTest {
  private static final Path FILE = Path.of("src/test/resources/events.yaml");
  private static final int MILLIS = 10_000;
  private static final int EVENTS = 5;
  private static final long CANCEL = 8;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private ServerSocket endpoint;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private OurProxy proxy;

  private int plainPort;

  @BeforeAll
  void start() throws Exception {
    endpoint = new ServerSocket(0, 64, LOOPBACK);
    endpoint.setSoTimeout(MILLIS);
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      plainPort = free.getLocalPort();
    }
    String text =
        Files.readString(FILE)
            .replace("${endpoint}", String.valueOf(endpoint.getLocalPort()))
            .replace("${plain}", String.valueOf(plainPort));
    Bootstrap bootstrap = BootstrapReader.read(text, FILE.toString());
    proxy = new OurProxy(StaticResources.of(bootstrap), RuntimeValues.of(List.of()));
  }

  @AfterAll
  void close() throws IOException {
    proxy.close();
    endpoint.close();
  }

  /// A client, as far as a stream of events needs one.
  private interface Client extends AutoCloseable {
    void ask(String path) throws IOException;

    /// Waits until this text came.
    void hears(String text) throws IOException;

    void leave() throws IOException;

    @Override
    void close() throws IOException;
  }

  private record OfHttp1(Socket socket) implements Client {
    @Override
    public void ask(String path) throws IOException {
      say(socket, "GET %s HTTP/1.1\r\nhost: a\r\n\r\n".formatted(path));
    }

    @Override
    public void hears(String text) throws IOException {
      until(socket, text);
    }

    @Override
    public void leave() throws IOException {
      socket.close();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final class OfHttp2 implements Client {
    private final Http2Peer peer;
    private int stream;

    OfHttp2(Http2Peer peer) {
      this.peer = peer;
    }

    @Override
    public void ask(String path) throws IOException {
      stream =
          peer.head(
              0, List.of(":method: GET", ":scheme: http", ":path: " + path, ":authority: a"), true);
    }

    @Override
    public void hears(String text) throws IOException {
      var message =
          peer.await(
              stream, each -> each.ended() || each.reset() >= 0 || each.body().contains(text));
      assertThat(message.body()).contains(text);
    }

    @Override
    public void leave() throws IOException {
      peer.reset(stream, CANCEL);
    }

    @Override
    public void close() throws IOException {
      peer.close();
    }
  }

  private Client client(String version, String listener) throws IOException {
    Socket socket = dial(listener);
    return version.equals("HTTP/2") ? new OfHttp2(new Http2Peer(socket)) : new OfHttp1(socket);
  }

  private Socket dial(String listener) throws IOException {
    Socket socket = new Socket(LOOPBACK, proxy.port(listener));
    socket.setSoTimeout(MILLIS);
    return socket;
  }

  private Socket accept() throws IOException {
    Socket accepted = endpoint.accept();
    accepted.setSoTimeout(MILLIS);
    return accepted;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static void until(Socket socket, String text) throws IOException {
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf(text) < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the end, behind %s", heard).isNotNegative();
      heard.append((char) next);
    }
  }

  private static void chunk(Socket to, String text) throws IOException {
    say(to, "%x\r\n%s\r\n".formatted(text.length(), text));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1, /one, plain",
    "HTTP/1.1, /two, plain",
    "HTTP/2, /one, plain",
    "HTTP/2, /two, plain",
    "HTTP/1.1, /one, filtered",
    "HTTP/1.1, /two, filtered",
    "HTTP/2, /one, filtered",
    "HTTP/2, /two, filtered"
  })
  void eachEventArrivesBeforeTheNextAndAClientThatLeavesIsGone(
      String version, String path, String listener) throws IOException {
    try (Client client = client(version, listener)) {
      client.ask(path);
      try (Socket asked = accept()) {
        until(asked, "\r\n\r\n");
        say(asked, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n");
        say(asked, "transfer-encoding: chunked\r\n\r\n");
        for (int i = 0; i < EVENTS; i++) {
          chunk(asked, "data: event %d\n\n".formatted(i));
          client.hears("event " + i);
        }
        client.leave();
        assertThat(asked.getInputStream().read()).as("the client's end").isNegative();
      }
    }
  }

  /// A long poll: the endpoint says nothing for now, and hears that its client has left.
  @ParameterizedTest
  @CsvSource({"HTTP/1.1, /one", "HTTP/1.1, /two", "HTTP/2, /one", "HTTP/2, /two"})
  void aClientThatLeavesBeforeItsAnswerIsGone(String version, String path) throws IOException {
    try (Client client = client(version, "filtered")) {
      client.ask(path);
      try (Socket asked = accept()) {
        until(asked, "\r\n\r\n");
        client.leave();
        assertThat(asked.getInputStream().read()).as("the client's end").isNegative();
      }
    }
  }

  /// A client of HTTP/2 ends its side of a CONNECT: its endpoint hears that, and its last words
  /// still arrive. `x-end`: the tunnel ends in the proxy.
  @ParameterizedTest
  @CsvSource({"x-through", "x-end"})
  void theEndOfOneSideOfATunnelIsNotTheOthers(String how) throws IOException {
    try (Http2Peer peer = new Http2Peer(dial("plain"))) {
      int stream = peer.head(0, List.of(":method: CONNECT", ":authority: a:1", how + ": 1"), false);
      try (Socket asked = accept()) {
        if (how.equals("x-through")) {
          until(asked, "\r\n\r\n");
          say(asked, "HTTP/1.1 200 OK\r\n\r\n");
        }
        peer.data(stream, "question", true);
        until(asked, "question");
        assertThat(asked.getInputStream().read()).as("the client's end").isNegative();
        say(asked, "answer");
      }
      assertThat(peer.await(stream).body()).isEqualTo("answer");
    }
  }
}
