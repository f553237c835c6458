package io.limpet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/// A stock Envoy in a process of its own, for tests that hold our answers against its answers.
///
/// The build puts it into `target/envoy` (see `src/test/scripts/install-envoy.sh`); the system
/// property `limpet.envoy` names another one. Where there is none, [#start] aborts the test, which
/// is then reported as skipped, and says why on standard error; `.ci/run` takes such a skip for a
/// failure.
///
/// The admin port is always one that Envoy picks, whatever the bootstrap says. Listeners should ask
/// for port 0 too: [#port] tells which they got.
public final class RealEnvoy implements AutoCloseable {
  /// What a skip for want of Envoy begins with; `.ci/run` looks for it in the reports.
  static final String MISSING = "NO REAL ENVOY";

  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final String ANY_ADMIN_PORT =
      "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path folder;
  private final Process process;

  private RealEnvoy(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /// Starts Envoy with a bootstrap in JSON or YAML, and returns when it is ready.
  public static RealEnvoy start(String bootstrap) {
    Path program = program();
    try {
      Path folder = Files.createTempDirectory("limpet-envoy");
      String name = bootstrap.stripLeading().startsWith("{") ? "envoy.json" : "envoy.yaml";
      Path config = Files.writeString(folder.resolve(name), bootstrap);
      Process process =
          new ProcessBuilder(command(program, config))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      RealEnvoy envoy = new RealEnvoy(folder, process);
      envoy.awaitReady();
      return envoy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Envoy's program; aborts the test on a machine without it.
  public static Path program() {
    Path program = Path.of(System.getProperty("limpet.envoy", "target/envoy/bin/envoy"));
    if (!Files.isExecutable(program)) {
      throw missing();
    }
    return program.toAbsolutePath();
  }

  /// The port on which the listener of this name accepts.
  public int port(String listener) {
    for (String line : admin("/listeners").lines().toList()) {
      if (line.startsWith(listener + "::")) {
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      }
    }
    throw new AssertionError("Envoy has no listener " + listener + ":\n" + admin("/listeners"));
  }

  /// The port of its admin interface.
  public int adminPort() {
    String address = readOrEmpty(folder.resolve("admin"));
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1).strip());
  }

  /// The body of an answer of the admin interface, such as `/config_dump`.
  public String admin(String path) {
    URI uri = URI.create("http://127.0.0.1:" + adminPort() + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Envoy for " + path, e);
    }
  }

  /// What it has written to its log so far.
  public String log() {
    return readOrEmpty(folder.resolve("log"));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.close();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
      for (String name : List.of("envoy.json", "envoy.yaml", "admin", "log", "")) {
        Files.deleteIfExists(folder.resolve(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> command(Path program, Path config) {
    return List.of(
        program.toString(),
        "--config-path",
        config.toString(),
        "--config-yaml",
        ANY_ADMIN_PORT,
        "--admin-address-path",
        config.resolveSibling("admin").toString(),
        "--use-dynamic-base-id",
        "--file-flush-interval-msec",
        "5",
        "--concurrency",
        "1",
        "-l",
        "error");
  }

  private void awaitReady() {
    try {
      Await.until("Envoy ready", START_LIMIT, this::isReadyOrDead);
    } catch (AssertionError | UncheckedIOException e) {
      close();
      throw e;
    }
    if (!process.isAlive()) {
      String log = log();
      close();
      throw new AssertionError("Envoy refused to start:\n" + log);
    }
  }

  private boolean isReadyOrDead() {
    if (!process.isAlive()) {
      return true;
    }
    boolean listens = readOrEmpty(folder.resolve("admin")).contains(":");
    return listens && admin("/ready").startsWith("LIVE");
  }

  private static TestAbortedException missing() {
    String reason = readOrEmpty(Path.of("target/envoy-missing.txt")).strip();
    String text = MISSING + ": " + (reason.isEmpty() ? "the build has not put it there" : reason);
    System.err.println("######## " + text + ": tests against it are SKIPPED ########");
    return new TestAbortedException(text);
  }

  private static String readOrEmpty(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
