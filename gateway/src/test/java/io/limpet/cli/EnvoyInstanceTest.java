package io.limpet.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.envoy.EnvoyProgram;
import io.limpet.source.text.TextSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The demo with a real Envoy in our proxy's place. `.ci/drive-demo --data-plane envoy` follows the
/// whole walk-throughs.
final class EnvoyInstanceTest {
  private static final Path EXAMPLES = Path.of("..", "examples");

  @Command
  private static final class Flags {
    @Mixin GatewayFlags gateway = new GatewayFlags();
  }

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  @Test
  void anEnvoyCarriesTheTrafficOfTheLocalWorld() throws Exception {
    Path program = RealEnvoy.program();
    List<Integer> ports = freePorts();
    String hello = Files.readString(EXAMPLES.resolve("helloworld.yaml"));
    int admin = ports.getFirst();
    int gateway = ports.getLast();
    try (EnvoyInstance instance =
        EnvoyInstance.start(
            flags(ports),
            Map.of(80, List.of(gateway)),
            new TextSource("helloworld.yaml", hello, "default"),
            program,
            told::add)) {
      assertThat(instance.awaitPods(Duration.ofSeconds(20))).isTrue();
      assertThat(instance.listeners()).containsExactly("0.0.0.0:" + gateway);
      Await.until("it serves", () -> get(gateway, "").statusCode() == 200);
      HttpResponse<String> first = get(gateway, "");
      String token = first.headers().firstValue("x-session-header").orElseThrow();
      assertThat(new String(Base64.getDecoder().decode(token), US_ASCII))
          .startsWith("127.")
          .endsWith(":5000");
      for (int i = 0; i < 20; i++) {
        assertThat(get(gateway, token).body()).isEqualTo(first.body());
      }
      assertThat(get(ports.get(1), "/healthz/ready", "").statusCode()).isEqualTo(200);
      assertThat(get(admin, "/server_info", "").body())
          .contains("router~127.0.0.1~istio-ingress.istio-ingress~istio-ingress.svc");
      assertThat(get(admin, "/runtime", "").body()).contains("re2.max_program_size.error_level");
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aPortThatIsTakenIsToldBeforeAnythingStarts() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThat(
              demo(
                  "--data-plane",
                  "envoy",
                  "--envoy",
                  "/bin/sh",
                  "--api-port=0",
                  "--admin-port=0",
                  "--status-port=0",
                  "--port",
                  "80=" + taken.getLocalPort()))
          .contains("limpet: port " + taken.getLocalPort() + " is in use");
    }
  }

  @Test
  void withoutAnEnvoyItIsToldHowToGetOne() throws IOException {
    assertThat(demo("--data-plane", "envoy", "--envoy", folder.toString()))
        .contains("limpet: --envoy " + folder + ": there is no program");
    assertThat(demo("--data-plane", "nginx")).contains("--data-plane nginx: say limpet or envoy");
    assertThat(EnvoyProgram.onPath(folder + ":")).isEmpty();
    Path program = Files.writeString(folder.resolve("envoy"), "");
    assertThat(EnvoyProgram.onPath("/nowhere:" + folder)).isEmpty();
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(EnvoyProgram.onPath("/nowhere:" + folder)).contains(program);
  }

  private static String demo(String... arguments) {
    StringWriter said = new StringWriter();
    new CommandLine(new DemoCommand())
        .setOut(new PrintWriter(said))
        .setErr(new PrintWriter(said))
        .execute(arguments);
    return said.toString();
  }

  private static GatewayFlags flags(List<Integer> ports) {
    Flags flags = new Flags();
    new CommandLine(flags)
        .parseArgs(
            "--admin-port=" + ports.get(0),
            "--status-port=" + ports.get(1),
            "--api-port=" + ports.get(2),
            "--concurrency=1");
    return flags.gateway;
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      sockets.add(new ServerSocket(0));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket each : sockets) {
      each.close();
    }
    return ports;
  }

  private HttpResponse<String> get(int port, String token) {
    return get(port, "/hello", token);
  }

  private HttpResponse<String> get(int port, String path, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .version(HttpClient.Version.HTTP_1_1);
    if (!token.isEmpty()) {
      request.header("x-session-header", token);
    }
    return client.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }
}
