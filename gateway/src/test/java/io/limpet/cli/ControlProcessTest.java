package io.limpet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.limpet.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `limpet control` as a process of its own, as a kubelet starts and ends it.
final class ControlProcessTest {
  private static final Pattern TOLD = Pattern.compile("in plain text on 127\\.0\\.0\\.1:(\\d+)");
  private static final int SIGTERM = 143; // 128 and the signal's number

  private static final String KEYS =
      """
      {"keys": [{"kid": "kept", "kty": "RSA", "e": "AQAB", "n": "\
      t5VHgLt-luWWWeHUxJ7LVnTWw7Pd69DrQwYXmjp9a-1yKpRuNRTE389gEtfy9wUarH-_oK\
      uFsFEb3s7jMjkaiiOGpolxXXcOHBm5coQLfZO1smqf2l-HD2AXHxiJrQowTJo1vgd9MhIK\
      7saCnbPXFQeUz_2wP28xWg91sa935Gno3gkyt99dMfHAB37dBPHifZoUbzsXyUbj3IdJ6i\
      WXKvrzVUQS4rs-zpQq5jvQ3WbN0f_mOr-eZHt7OALmGYnRk7zOARm7OXh4tWRi5-hxZb91\
      gErrpuDN7aXFtI4y0EQ3TdFSYi0sWKJ7kbMp-qnC1IsekStS-YRWXQv2qj4y5w\
      "}]}
      """;

  @TempDir Path folder;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
  }

  private Process control() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.limpet.Main",
                "control",
                "-f",
                folder.resolve("shop.yaml").toString(),
                "--bind=127.0.0.1",
                "--port=0",
                "--admin-port=0",
                "--state-dir",
                folder.resolve("state").toString())
            .redirectError(folder.resolve("err").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    started.add(process);
    return process;
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("err"));
    } catch (IOException notYet) {
      return "";
    }
  }

  private int port() {
    return Await.value(
        "it listens",
        Duration.ofSeconds(30),
        () -> {
          Matcher matcher = TOLD.matcher(said());
          return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
        });
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpServer keys() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = KEYS.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    return server;
  }

  private static String configuration(int port, String uri) {
    return """
    apiVersion: networking.istio.io/v1
    kind: Gateway
    metadata: {name: shop}
    spec:
      selector: {istio: ingressgateway}
      servers: [{port: {number: %d, name: http, protocol: HTTP}, hosts: ["*"]}]
    ---
    apiVersion: networking.istio.io/v1
    kind: VirtualService
    metadata: {name: shop}
    spec:
      hosts: ["*"]
      gateways: [shop]
      http: [{directResponse: {status: 200}}]
    ---
    apiVersion: security.istio.io/v1
    kind: RequestAuthentication
    metadata: {name: tokens, namespace: istio-system}
    spec: {jwtRules: [{issuer: shop, jwksUri: "%s"}]}
    """
        .formatted(port, uri);
  }

  private static boolean has(GatewayInstance gateway, String text) {
    return gateway.configuration().resources().listeners().values().stream()
        .anyMatch(each -> each.toString().contains(text));
  }

  @Test
  void itEndsInGoodMannersAndBeginsWithWhatItKept() throws Exception {
    HttpServer provider = keys();
    String uri = "http://127.0.0.1:" + provider.getAddress().getPort() + "/jwks";
    Files.writeString(folder.resolve("shop.yaml"), configuration(freePort(), uri));
    Process first = control();
    DrivenGateway driven = new DrivenGateway(true);
    try (GatewayInstance gateway = driven.start(port(), "--xds-api=delta")) {
      Await.until("the keys are told", () -> has(gateway, "kept"));
      first.destroy();
      assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(first.exitValue()).isEqualTo(SIGTERM);
      Await.until(
          "its last word",
          () -> driven.told.toString().contains("UNAVAILABLE this control plane ends; come back"));
      assertThat(has(gateway, "kept")).isTrue();
    }
    assertThat(said()).doesNotContain("error");
    assertThat(folder.resolve("state/control-resources")).content().contains("\"VirtualService\"");
    provider.stop(0);
    Files.writeString(folder.resolve("err"), "");
    Process second = control();
    try (GatewayInstance gateway = new DrivenGateway(true).start(port())) {
      Await.until("the keys are told", () -> has(gateway, "kept"));
      Await.until("their provider is away", () -> said().contains("cannot be fetched"));
    }
    second.destroy();
    assertThat(second.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }
}
