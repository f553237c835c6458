package io.limpet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./limpet` as it stands after the build, with a JVM that refuses to start unless it can use the
/// AOT cache. Without `-XX:AOTMode=on` a cache that does not fit is left aside in silence, and all
/// that is seen of it is a slow start. The log of loaded classes tells that ours are in it.
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "limpet").toAbsolutePath().normalize();

  private static final String FROM_CACHE = "io.limpet.Main source: shared objects file";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path elsewhere;

  @Test
  void startsFromItsCacheInAnyFolderAndThroughALink() throws IOException, InterruptedException {
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), LAUNCHER);
    for (Path program : List.of(LAUNCHER, link)) {
      Result help = start(List.of(program.toString(), "--help"));
      assertThat(help.output()).contains("Usage: limpet", FROM_CACHE);
      assertThat(help.output())
          .doesNotContain("limpet: building", "picocli.CommandLine source: file");
      assertThat(help.status()).isZero();
    }
    Files.delete(link);
  }

  @Test
  void theControlPlaneHasItsOwnCache() throws IOException, InterruptedException {
    Result help = start(List.of(LAUNCHER.toString(), "control", "--help"));
    assertThat(help.output()).contains("Usage: limpet control", FROM_CACHE);
    assertThat(help.status()).isZero();
  }

  @Test
  void aCacheThatDoesNotFitIsSeen() throws IOException, InterruptedException {
    Path launch = Path.of("target/launch").toAbsolutePath();
    String java = Files.readAllLines(launch.resolve("java")).getFirst();
    String fitting = "@" + launch.resolve("java.args");
    String unfitting = "-XX:-UseCompactObjectHeaders";
    assertThat(start(List.of(java, fitting, unfitting, "io.limpet.Main", "--help")).output())
        .contains("Unable to use AOT cache");
  }

  /// The JVM has all of the cache in memory once it has started.
  @Test
  void whatServesGivesBackWhatItsStartNeeded() throws IOException {
    Path file = Files.writeString(elsewhere.resolve("none.yaml"), "");
    List<String> run = List.of(LAUNCHER.toString(), "run", "-f", file.toString());
    List<String> anyPorts = List.of("--admin-port=0", "--status-port=0", "--api-port=0");
    Process process = builder(Stream.concat(run.stream(), anyPorts.stream()).toList()).start();
    try {
      Await.until("some of the cache is given back", LIMIT, () -> hasGivenBack(process.pid()));
    } finally {
      process.destroy();
    }
  }

  private static boolean hasGivenBack(long pid) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/smaps"));
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).contains(" r--p ") && lines.get(i).endsWith("limpet.aot")) {
          List<String> of = lines.subList(i + 1, lines.size());
          return kibibytes(of, "Rss:") < kibibytes(of, "Size:") / 2;
        }
      }
      return false;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static long kibibytes(List<String> smaps, String field) {
    return smaps.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private record Result(int status, String output) {}

  private Result start(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = builder(command);
    builder.environment().merge("JDK_JAVA_OPTIONS", " -Xlog:class+load", String::concat);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:AOTMode=on");
    return builder;
  }
}
