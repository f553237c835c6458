package io.limpet.cli;

import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.restart.RestartPlace;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// How one process takes the place of another, by Envoy's flags.
final class RestartFlags {
  private static final int LONGEST_SECONDS = 1_000_000;
  private static final int UNSAID = -1;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--restart-epoch",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Hot restart: 1 takes the place of the process that was started with 0, and so on: it"
              + " gets its listening sockets, and the old one drains and ends when the new one"
              + " serves (default: ${DEFAULT-VALUE}).")
  private int epoch;

  @Option(
      names = "--base-id",
      paramLabel = "N",
      defaultValue = "-1",
      description =
          "Which processes of this machine may take each other's place: those of one base id"
              + " (default: 0).")
  private int baseId;

  @Option(
      names = "--parent-shutdown-time-s",
      paramLabel = "SECONDS",
      defaultValue = "900",
      description =
          "When the old process ends at the latest; it does as soon as no client is connected"
              + " (default: ${DEFAULT-VALUE}).")
  private int shutdownSeconds;

  @Option(
      names = "--disable-hot-restart",
      description = "No process can take this one's place while it serves.")
  private boolean disabled;

  HotRestart.Options options(Transport transport) {
    if (disabled && epoch > 0) {
      throw usage("--disable-hot-restart and --restart-epoch " + epoch + ": leave one of them out");
    }
    return new HotRestart.Options(
        new RestartPlace(
            baseId == UNSAID ? 0 : whole(baseId, "--base-id"), whole(epoch, "--restart-epoch")),
        baseId != UNSAID,
        disabled,
        transport,
        Duration.ofSeconds(seconds()));
  }

  private int whole(int number, String flag) {
    if (number < 0) {
      throw usage(flag + " " + number + ": give 0 or more");
    }
    return number;
  }

  private int seconds() {
    if (shutdownSeconds < 0 || shutdownSeconds > LONGEST_SECONDS) {
      throw usage(
          "--parent-shutdown-time-s %d: give seconds, from 0 to %d"
              .formatted(shutdownSeconds, LONGEST_SECONDS));
    }
    return shutdownSeconds;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
