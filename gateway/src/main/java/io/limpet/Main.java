package io.limpet;

import io.limpet.cli.ApplyCommand;
import io.limpet.cli.BenchCommand;
import io.limpet.cli.ControlCommand;
import io.limpet.cli.DeleteCommand;
import io.limpet.cli.DemoCommand;
import io.limpet.cli.GatewayCommand;
import io.limpet.cli.GetCommand;
import io.limpet.cli.LabelCommand;
import io.limpet.cli.ProxyConfigCommand;
import io.limpet.cli.ProxyStatusCommand;
import io.limpet.cli.RunCommand;
import io.limpet.cli.ScaleCommand;
import io.limpet.cli.Training;
import io.limpet.cli.TrainingCallers;
import io.limpet.cli.TranslateCommand;
import io.limpet.cli.Usage;
import io.limpet.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Chooses a command, nothing else.
@Command(
    name = "limpet",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Keeps every user of a Kubernetes workload on the pod that holds their session.",
    footer = {"", "Begin with `limpet demo`. `limpet COMMAND --help` tells more, with examples."},
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      GatewayCommand.class,
      ControlCommand.class,
      ApplyCommand.class,
      GetCommand.class,
      ScaleCommand.class,
      LabelCommand.class,
      DeleteCommand.class,
      ProxyConfigCommand.class,
      ProxyStatusCommand.class,
      TranslateCommand.class,
      BenchCommand.class,
      Training.class,
      TrainingCallers.class
    })
final class Main implements Runnable {
  @Spec private CommandSpec command;

  private Main() {}

  static void main(String[] arguments) {
    System.exit(Usage.of(new Main()).execute(arguments));
  }

  /// Without a command there is nothing to do but to say which there are, as kubectl does.
  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }
}
