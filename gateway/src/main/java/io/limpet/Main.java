package io.limpet;

import io.limpet.cli.ApplyCommand;
import io.limpet.cli.DeleteCommand;
import io.limpet.cli.DemoCommand;
import io.limpet.cli.GetCommand;
import io.limpet.cli.LabelCommand;
import io.limpet.cli.ProxyConfigCommand;
import io.limpet.cli.RunCommand;
import io.limpet.cli.ScaleCommand;
import io.limpet.cli.Training;
import io.limpet.cli.TranslateCommand;
import io.limpet.cli.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Chooses a command, nothing else.
@Command(
    name = "limpet",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Keeps every user of a Kubernetes workload on the pod that holds their session.",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ApplyCommand.class,
      GetCommand.class,
      ScaleCommand.class,
      LabelCommand.class,
      DeleteCommand.class,
      ProxyConfigCommand.class,
      TranslateCommand.class,
      Training.class
    })
final class Main implements Runnable {
  private Main() {}

  static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public void run() {}
}
