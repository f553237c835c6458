package io.limpet.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One Envoy, from its start to its end. What it says is passed on line by line.
public final class EnvoyProcess implements AutoCloseable {
  private static final long POLL_NANOS = 20_000_000;
  private static final long END_SECONDS = 5;
  private static final Duration ANSWER = Duration.ofSeconds(2);

  private final Process process;
  private final Path folder;
  private final int adminPort;
  private final Consumer<String> out;
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile boolean closing;

  /// What is started: its program, its bootstrap in JSON, how many event loops it has, and the port
  /// on the loopback interface at which that bootstrap puts its admin interface.
  public record Start(Path program, String bootstrap, int concurrency, int adminPort) {}

  private EnvoyProcess(Process process, Path folder, int adminPort, Consumer<String> out) {
    this.process = process;
    this.folder = folder;
    this.adminPort = adminPort;
    this.out = out;
  }

  public static EnvoyProcess start(Start start, Consumer<String> out) throws IOException {
    Path folder = Files.createTempDirectory("limpet-envoy");
    Path bootstrap = Files.writeString(folder.resolve("bootstrap.json"), start.bootstrap());
    Process process =
        new ProcessBuilder(
                start.program().toString(),
                "-c",
                bootstrap.toString(),
                "--use-dynamic-base-id",
                "--concurrency",
                Integer.toString(start.concurrency()),
                "-l",
                "error")
            .redirectErrorStream(true)
            .start();
    EnvoyProcess envoy = new EnvoyProcess(process, folder, start.adminPort(), out);
    Thread.ofVirtual().name("limpet-envoy").start(envoy::read);
    return envoy;
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      lines.lines().forEach(line -> out.accept("envoy: " + line));
    } catch (IOException gone) {
      out.accept("envoy: " + gone.getMessage());
    }
    if (!closing) {
      out.accept("error: Envoy has ended: nothing is served any more");
    }
  }

  /// Until it serves; false if it does not within the limit, or has ended.
  public boolean awaitReady(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!admin("/ready").startsWith("LIVE")) {
      if (!process.isAlive()
          || System.nanoTime() - deadline >= 0
          || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  /// Where its listeners are open, `ip:port`.
  public List<String> listeners() {
    return admin("/listeners")
        .lines()
        .map(line -> line.substring(line.indexOf("::") + 2))
        .sorted()
        .toList();
  }

  /// Empty where it does not answer.
  private String admin(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
            .timeout(ANSWER)
            .build();
    try {
      return client.send(request, BodyHandlers.ofString()).body();
    } catch (IOException notYet) {
      return "";
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    client.close();
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Files.deleteIfExists(folder.resolve("bootstrap.json"));
    Files.deleteIfExists(folder);
  }
}
