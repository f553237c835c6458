package io.limpet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./limpet` as it stands after the build, with a JVM that refuses to start unless it can use the
/// AOT cache. Without `-XX:AOTMode=on` a cache that does not fit is left aside in silence, and all
/// that is seen of it is a slow start. The log of loaded classes tells that ours are in it.
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "limpet").toAbsolutePath().normalize();

  private static final String FROM_CACHE = "io.limpet.Main source: shared objects file";

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

  private record Result(int status, String output) {}

  private Result start(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
    builder.environment().put("JDK_JAVA_OPTIONS", "-XX:AOTMode=on -Xlog:class+load");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
