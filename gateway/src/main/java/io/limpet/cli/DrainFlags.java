package io.limpet.cli;

import io.limpet.model.fields.Durations;
import io.limpet.proxy.loop.ProxyLimits;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// How a gateway takes leave of its clients: Envoy's flags, and what Istio's agent adds to them.
final class DrainFlags {
  private static final int LONGEST_SECONDS = 1_000_000;
  private static final Duration USUAL = Duration.ofSeconds(5);

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--drain-time-s",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "How long clients are told to come anew, more and more of them, by /drain_listeners and"
              + " in a hot restart; and how long what is under way may go on where its listener is"
              + " removed (default: ${DEFAULT-VALUE}).")
  private int drainSeconds;

  @Option(
      names = "--drain-strategy",
      paramLabel = "NAME",
      defaultValue = "gradual",
      description =
          "gradual, or immediate: all clients are told from the first moment on (default:"
              + " ${DEFAULT-VALUE}).")
  private String strategy;

  @Option(
      names = "--termination-drain-duration",
      paramLabel = "DURATION",
      defaultValue = "${env:TERMINATION_DRAIN_DURATION_SECONDS}",
      description =
          "How long clients have at most after SIGTERM, in which new connections are still"
              + " taken (default: TERMINATION_DRAIN_DURATION_SECONDS, else what"
              + " terminationDrainDuration of the proxy's configuration says, else 5s).")
  private @Nullable String longest;

  @Option(
      names = "--minimum-drain-duration",
      paramLabel = "DURATION",
      defaultValue = "${env:MINIMUM_DRAIN_DURATION}",
      description =
          "How long they have at least, though nobody is connected, so that load balancers see"
              + " /healthz/ready fail; not after Ctrl-C (default: MINIMUM_DRAIN_DURATION, else 5s,"
              + " or as long as they have at most if that is less).")
  private @Nullable String minimum;

  @Option(
      names = "--exit-on-zero-active-connections",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "true|false",
      defaultValue = "${env:EXIT_ON_ZERO_ACTIVE_CONNECTIONS:-false}",
      description =
          "Clients have as long as any is connected (default: EXIT_ON_ZERO_ACTIVE_CONNECTIONS, else"
              + " false).")
  private boolean untilIdle;

  ProxyLimits limits() {
    return ProxyLimits.DEFAULT.withAskedDrain(
        TimeUnit.SECONDS.toMillis(seconds(drainSeconds, "--drain-time-s")), immediate());
  }

  private boolean immediate() {
    return switch (strategy) {
      case "gradual" -> false;
      case "immediate" -> true;
      default -> throw usage("--drain-strategy " + strategy + ": say gradual or immediate");
    };
  }

  /// `configured` is what the resources say, null for nothing: the flag is nearer.
  TerminationDrain termination(@Nullable Duration configured) {
    Duration most = longest(configured);
    if (minimum == null) {
      Duration least = most.compareTo(USUAL) < 0 ? most : USUAL;
      return new TerminationDrain(least, untilIdle ? TerminationDrain.UNBOUNDED : most);
    }
    Duration least = duration(minimum, "--minimum-drain-duration");
    most = most.compareTo(least) < 0 ? least : most;
    return new TerminationDrain(least, untilIdle ? TerminationDrain.UNBOUNDED : most);
  }

  private Duration longest(@Nullable Duration configured) {
    if (longest != null) {
      return duration(longest, "--termination-drain-duration");
    }
    Duration bound = Duration.ofSeconds(LONGEST_SECONDS);
    Duration wanted = configured == null ? USUAL : configured;
    return wanted.compareTo(bound) < 0 ? wanted : bound;
  }

  private int seconds(int wanted, String flag) {
    if (wanted < 0 || wanted > LONGEST_SECONDS) {
      throw usage(flag + " " + wanted + ": give seconds, from 0 to " + LONGEST_SECONDS);
    }
    return wanted;
  }

  /// Also whole seconds without their unit, as Istio's variable has them.
  private Duration duration(String text, String flag) {
    String written = text.matches("\\d{1,7}") ? text + "s" : text;
    return Durations.parse(written)
        .filter(each -> !each.isNegative() && each.toSeconds() <= LONGEST_SECONDS)
        .orElseThrow(() -> usage(flag + " " + text + ": say how long, such as 5s or 1m30s"));
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
