package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.TestAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// TLS with an endpoint that is an `openssl s_server`, whose answers tell whether a session was
/// resumed: of a real Envoy and of our proxy.
final class TlsEndpointsTest {
  private static final Path FILE = Path.of("src/test/resources/tls-endpoints.yaml");

  /// Envoy writes its log every ten seconds.
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /// An endpoint that shows this certificate.
  private record Server(Process process, int port) implements AutoCloseable {
    static Server start(String certificate) throws IOException {
      TestAuthority authority = TestAuthority.get();
      Process process =
          new ProcessBuilder(
                  "openssl",
                  "s_server",
                  "-accept",
                  "127.0.0.1:0",
                  "-www",
                  "-cert",
                  authority.file(certificate + ".pem").toString(),
                  "-key",
                  authority.file(certificate + ".key").toString())
              .redirectErrorStream(true)
              .start();
      BufferedReader printed = process.inputReader(StandardCharsets.ISO_8859_1);
      String line = printed.readLine();
      while (line != null && !line.startsWith("ACCEPT ")) {
        line = printed.readLine();
      }
      assertThat(line).as("where openssl listens").isNotNull();
      Thread.ofVirtual().start(() -> printed.lines().forEach(_ -> {}));
      return new Server(process, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private interface Use {
    void of(Gateways both) throws Exception;
  }

  private static void with(String certificate, Use use) throws Exception {
    RealEnvoy.program();
    try (Endpoints endpoints = new Endpoints();
        Server server = Server.start(certificate)) {
      Map<String, String> words = new LinkedHashMap<>(endpoints.words());
      words.put("server.port", Integer.toString(server.port()));
      Table table = Table.of("tls-endpoints", Files.readString(FILE), words);
      try (Gateways both = Gateways.start(table, endpoints)) {
        use.of(both);
      }
    }
  }

  /// The status, and of a good answer whether the session was a new one.
  private static String answer(Gateway gateway, String path) throws IOException {
    String all = whole(gateway, path);
    String status = all.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    if (all.contains("Reused, TLS")) {
      return status + " resumed";
    }
    return all.contains("New, TLS") ? status + " new" : status;
  }

  private static String whole(Gateway gateway, String path) throws IOException {
    String request = "GET " + path + " HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port("main"))) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @CsvSource({"usual, 200 resumed", "none, 200 new", "several, 200 resumed"})
  void aSessionWithAnEndpointIsResumedWhereOneMayBeKept(String cluster, String second)
      throws Exception {
    with(
        "server",
        both -> {
          for (Gateway each : new Gateway[] {both.envoy(), both.limpet()}) {
            assertThat(answer(each, "/" + cluster)).as(each.name()).isEqualTo("200 new");
            assertThat(answer(each, "/" + cluster)).as(each.name()).isEqualTo(second);
          }
        });
  }

  /// Whatever `enforce_rsa_key_usage` says.
  @ParameterizedTest
  @CsvSource({"usual", "strict", "lax"})
  void aKeyThatMayNotSignIsNotAccepted(String cluster) throws Exception {
    with(
        "usage",
        both -> {
          for (Gateway each : new Gateway[] {both.envoy(), both.limpet()}) {
            assertThat(answer(each, "/" + cluster)).as(each.name()).isEqualTo("503");
            Path log = both.folder().resolve(each.name() + ".log");
            Await.until(
                "why, of " + each.name(),
                LIMIT,
                () -> text(log).contains("KEY_USAGE_BIT_INCORRECT"));
          }
        });
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
