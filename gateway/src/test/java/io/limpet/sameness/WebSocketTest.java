package io.limpet.sameness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.limpet.TestAuthority;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.bootstrap.BootstrapReader;
import io.limpet.xds.bootstrap.StaticResources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// WebSockets of the JDK's client and of a browser, through the proxy, and the browser's HTTP/3.
///
/// `/one` goes to an endpoint of HTTP/1.1. `/two` goes to the proxy itself, in HTTP/2, and from
/// there to that endpoint; `/three` goes around twice. So with the client's own two versions all
/// pairs of client and endpoint are there.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebSocketTest {
  private static final Path FILE = Path.of("src/test/resources/websocket.yaml");
  private static final int SECONDS = 20;
  private static final String PAGE =
      """
      <script>
      const echo = path => new Promise(told => {
        const socket = new WebSocket(location.origin.replace('http', 'ws') + path);
        const got = [];
        socket.onopen = () => socket.send('hello ' + path);
        socket.onmessage = message => {
          got.push(message.data);
          if (got.length == 2) socket.close(1000);
        };
        socket.onclose = event => told(got.sort().join(', ') + ', ' + event.code);
      });
      (async () => {
        let all = '';
        for (const path of ['/one', '/two', '/three']) all += await echo(path) + '\\n';
        await fetch('/one', {method: 'POST', body: all});
      })();
      </script>
      """;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private WebSocketEndpoint endpoint;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private OurProxy proxy;

  private int plainPort;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    endpoint = new WebSocketEndpoint(PAGE);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      plainPort = free.getLocalPort();
    }
    String text =
        Files.readString(FILE)
            .replace("${endpoint}", String.valueOf(endpoint.port()))
            .replace("${plain}", String.valueOf(plainPort))
            .replace("${log}", folder.resolve("log").toString())
            .replace("${certificates}", TestAuthority.get().folder().toString());
    Bootstrap bootstrap = BootstrapReader.read(text, FILE.toString());
    proxy = new OurProxy(StaticResources.of(bootstrap), RuntimeValues.of(List.of()));
  }

  @AfterAll
  void close() throws IOException {
    proxy.close();
    endpoint.close();
  }

  /// What comes from the endpoint, in order.
  private record Heard(BlockingQueue<String> messages) implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      messages.add(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      messages.add("pong");
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
      messages.add("closed " + status + " " + reason);
      return null;
    }

    @Nullable String next() throws InterruptedException {
      return messages.poll(SECONDS, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/one", "/two", "/three"})
  void messagesAndPingsGoBothWaysUntilOneSideCloses(String path) throws Exception {
    Heard heard = new Heard(new LinkedBlockingQueue<>());
    HttpClient client = HttpClient.newHttpClient();
    try {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + plainPort + path), heard)
              .get(SECONDS, TimeUnit.SECONDS);
      assertThat(heard.next()).as("the endpoint's ping").isEqualTo("pong are you there");
      var _ = socket.sendText("hello", true).get(SECONDS, TimeUnit.SECONDS);
      assertThat(heard.next()).isEqualTo("hello");
      String large = "x".repeat(100_000);
      var _ = socket.sendText(large, true).get(SECONDS, TimeUnit.SECONDS);
      StringBuilder back = new StringBuilder();
      while (back.length() < large.length()) {
        back.append(heard.next());
      }
      assertThat(back.toString()).isEqualTo(large);
      var _ = socket.sendPing(ByteBuffer.allocate(4)).get(SECONDS, TimeUnit.SECONDS);
      assertThat(heard.next()).isEqualTo("pong");
      var _ = socket.sendClose(1000, "bye").get(SECONDS, TimeUnit.SECONDS);
      assertThat(heard.next()).isEqualTo("closed 1000 bye");
    } finally {
      client.shutdownNow();
    }
  }

  /// What a client of HTTP/1.1 says of a tunnel is its head alone; all that follows is in it.
  @Test
  void whatIsSaidInATunnelBehindItsAnswerArrives() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), plainPort)) {
      socket.setSoTimeout(SECONDS * 1000);
      assertThat(ask(socket, "CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n"))
          .startsWith("HTTP/1.1 200")
          .doesNotContain("content-type");
      assertThat(ask(socket, "GET /in HTTP/1.1\r\nhost: a\r\n\r\n"))
          .contains("content-type: text/html");
    }
  }

  /// An answer's head.
  private static String ask(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the end, behind %s", head).isNotNegative();
      head.append((char) next);
    }
    return head.toString();
  }

  @Test
  void aBrowserTalksInPlainText() throws Exception {
    assertThat(browse("http://127.0.0.1:" + plainPort + "/one")).isEqualTo(wanted());
  }

  @Test
  void aBrowserTalksInHttp2WhereItHasTls() throws Exception {
    assertThat(browse("https://127.0.0.1:" + proxy.port("secure") + "/one")).isEqualTo(wanted());
    assertThat(Files.readAllLines(folder.resolve("log")))
        .as("protocol, path and upgrade of what came over TLS")
        .contains("HTTP/2 /one websocket", "HTTP/2 /two websocket", "HTTP/2 /three websocket");
  }

  /// Browsers open no WebSocket over HTTP/3, so what they tell is that they could not.
  @Test
  void aBrowserTalksInHttp3() throws Exception {
    int port = proxy.port("quic");
    String key = Files.readString(TestAuthority.get().file("server.spki"));
    assertThat(
            browse(
                "https://127.0.0.1:" + port + "/one",
                "--origin-to-force-quic-on=127.0.0.1:" + port,
                "--ignore-certificate-errors-spki-list=" + key))
        .isNotNull();
    assertThat(Files.readAllLines(folder.resolve("log")))
        .filteredOn("HTTP/3 /one -"::equals)
        .as("the page, and what it tells")
        .hasSize(2);
  }

  private static String wanted() {
    return """
    hello /one, pong are you there, 1000
    hello /two, pong are you there, 1000
    hello /three, pong are you there, 1000
    """;
  }

  /// What the page tells that a browser shows.
  private @Nullable String browse(String url, String... options) throws Exception {
    Path browser = Path.of("/usr/bin/chromium");
    assumeTrue(Files.isExecutable(browser), "NO BROWSER: install chromium to have this tested");
    List<String> command = new ArrayList<>();
    command.add(browser.toString());
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--ignore-certificate-errors",
            "--user-data-dir=" + folder.resolve("browser-" + url.hashCode())));
    command.addAll(List.of(options));
    command.add(url);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("browser.log").toFile());
    Process running = builder.start();
    try {
      return endpoint.results().poll(SECONDS, TimeUnit.SECONDS);
    } finally {
      running.descendants().forEach(ProcessHandle::destroy);
      running.destroy();
      running.waitFor();
    }
  }
}
