package io.limpet.world.api;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The real kubectl, if this machine has one.
record Kubectl(int port, Path folder) {

  static void assumeInstalled() {
    boolean installed =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .anyMatch(each -> Path.of(each, "kubectl").toFile().canExecute());
    assumeTrue(installed, "SKIPPED: no kubectl in PATH, so nothing is known about its behaviour");
  }

  /// What it prints, standard error included.
  String run(String... arguments) throws IOException, InterruptedException {
    return runWith("", arguments);
  }

  String runWith(String input, String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("kubectl did not end: " + List.of(arguments));
    }
    return output;
  }

  Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.add("--server=http://127.0.0.1:" + port);
    command.add("--cache-dir=" + folder.resolve("cache"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", folder.resolve("none").toString());
    return builder.start();
  }
}
