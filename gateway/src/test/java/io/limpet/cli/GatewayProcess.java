package io.limpet.cli;

import io.limpet.Await;
import java.io.IOException;
import java.net.InetAddress;
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
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A Limpet in a process of its own, as a kubelet starts and ends it. What it says on standard
/// error is kept.
record GatewayProcess(Process process, Path said) implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /// `folder` gets what it says.
  static GatewayProcess start(Path folder, String... arguments) throws IOException {
    Path said = Files.createTempFile(folder, "said", ".txt");
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.limpet.Main"));
    words.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(words)
            .redirectError(said.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new GatewayProcess(process, said);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String text() {
    try {
      return Files.readString(said);
    } catch (IOException gone) {
      return "";
    }
  }

  void awaitText(String text) {
    Await.until(
        "it says " + text,
        Duration.ofSeconds(30),
        () -> {
          if (!process.isAlive() && !text().contains(text)) {
            throw new AssertionError("it ended: " + text());
          }
          return text().contains(text);
        });
  }

  /// SIGTERM.
  void terminate() {
    process.destroy();
  }

  /// How it ended; it must within ten seconds.
  int exitCode() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + text());
    }
    return process.exitValue();
  }

  static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
