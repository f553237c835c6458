package io.limpet.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How to start this program once more, in another process.
final class Itself {
  /// What is said to one process alone: whoever debugs or records this one does not mean the other.
  private static final List<String> OWN =
      List.of("-agentlib:", "-agentpath:", "-javaagent:", "-XX:StartFlightRecording", "-Xlog");

  private Itself() {}

  /// The same Java with the same options and the same classes; a command's arguments are still to
  /// come.
  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> OWN.stream().noneMatch(option::startsWith))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.limpet.Main"));
    return command;
  }
}
