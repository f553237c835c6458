package io.limpet;

import io.limpet.cli.Training;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Chooses a command, nothing else.
@Command(
    name = "limpet",
    mixinStandardHelpOptions = true,
    description = "Keeps every user of a Kubernetes workload on the pod that holds their session.",
    subcommands = Training.class)
final class Main implements Runnable {
  private Main() {}

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public void run() {}
}
