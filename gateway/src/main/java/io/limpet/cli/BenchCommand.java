package io.limpet.cli;

import io.limpet.bench.Bench;
import io.limpet.bench.Chart;
import io.limpet.bench.Contest;
import io.limpet.bench.Peer;
import io.limpet.bench.Programs;
import io.limpet.bench.Report;
import io.limpet.bench.Scenario;
import io.limpet.bench.Table;
import io.limpet.bench.Target;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.YamlWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Limpet beside Envoy, HAProxy and nginx, on this machine.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure Limpet beside whichever of Envoy, HAProxy and nginx are installed here.",
      "",
      "Every proxy does the same work with one event loop on the first core; load and endpoints are"
          + " in this process, on other cores, and are not counted. Each caller returns the token"
          + " that it was given. Rounds go from proxy to proxy, so that what else the machine does"
          + " meets all of them; the median is told. The CPU time a request is the steadiest"
          + " number: requests a second swing with the rest of the machine.",
      "",
      "Only this machine is ever loaded, and all that is started is ended.",
      ""
    },
    footer = {
      "",
      "Scenarios:",
      "  strong        a token names the endpoint; kept connections, small answers",
      "  soft          the hash of a header chooses the endpoint; nginx too, which has no tokens",
      "  features      strong, with request ids, timeouts, retries and outlier detection on",
      "  h2            strong over HTTP/2 in the clear, 10 streams on each connection",
      "  tls           strong over TLS, kept connections",
      "  tls-h2        strong over HTTP/2 and TLS, 10 streams on each connection",
      "  tls-resumed   a TLS connection for each request, which resumes an earlier session",
      "  tls-full      a TLS connection for each request, with all of the handshake",
      "  bodies        strong, answers of 1 MiB",
      "  idle          memory of 10000 kept connections on which nothing happens",
      "  cores         strong, one event loop and two: is the second worth a whole one?",
      "  churn         Limpet alone: latency while one of 10,000 endpoints changes every 100 ms",
      "  garbage       Limpet alone: bytes allocated a request, growth of the old generation",
      "",
      "Examples:",
      "  limpet bench",
      "  limpet bench --scenario soft --connections 32,256 --chart soft.svg",
      "  limpet bench --scenario h2 --only limpet,envoy --envoy ~/envoy -o json",
      "  limpet bench --rounds 1 --seconds 3 --warm-up 3         a look, not a measurement"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int MOST_ROUNDS = 50;
  private static final int MOST_SECONDS = 300;
  private static final int MOST_CONNECTIONS = 20_000;

  @Spec private CommandSpec command;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "strong",
      description = "What is compared, see below (default: ${DEFAULT-VALUE}).")
  private String scenario;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PROXY",
      description = "limpet, envoy, haproxy, nginx (default: those that are installed).")
  private List<String> only = List.of();

  @Option(
      names = "--target",
      paramLabel = "NAME=HOST:PORT[:PID]",
      description =
          "A proxy that runs here already, beside the others; it must know the paths /hello, /soft"
              + " or /big. Its processor time and memory are told where the PID is. Repeat for"
              + " more.")
  private List<String> targets = List.of();

  @Option(
      names = "--connections",
      split = ",",
      paramLabel = "N",
      description = "How many callers; several numbers are measured one after the other.")
  private List<Integer> connections = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each proxy is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long a round takes (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "Load before the first round of each proxy: a JVM compiles what is busy (default:"
              + " ${DEFAULT-VALUE}).")
  private int warmUp;

  @Option(
      names = "--envoy",
      paramLabel = "FILE",
      description = "Envoy's program (default: the envoy on the PATH).")
  private @Nullable Path envoy;

  @Option(names = "--no-pinning", description = "Leave it to the system who runs on which core.")
  private boolean floating;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|yaml",
      defaultValue = "table",
      description = "What is printed (default: ${DEFAULT-VALUE}).")
  private String output;

  @Option(names = "--chart", paramLabel = "FILE.svg", description = "Draw it, too.")
  private @Nullable Path chart;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = command.commandLine().getErr();
    Contest contest = contest(err);
    if (contest.present().isEmpty() && contest.targets().isEmpty()) {
      throw usage("nothing of --only %s takes part here".formatted(String.join(",", only)));
    }
    try {
      Report report = Bench.run(contest);
      command.commandLine().getOut().print(output().apply(report));
      command.commandLine().getOut().flush();
      if (chart != null) {
        Files.writeString(chart, Chart.of(report));
      }
      return 0;
    } catch (IOException failed) {
      err.println("limpet: " + failed.getMessage());
      return 1;
    }
  }

  private Contest contest(PrintWriter err) {
    Scenario chosen =
        Scenario.named(scenario)
            .orElseThrow(
                () ->
                    usage(
                        "--scenario %s: say one of %s"
                            .formatted(scenario, String.join(", ", Scenario.words()))));
    output();
    within(rounds, 1, MOST_ROUNDS, "--rounds");
    within(seconds, 1, MOST_SECONDS, "--seconds");
    within(warmUp, 0, MOST_SECONDS, "--warm-up");
    connections.forEach(each -> within(each, 1, MOST_CONNECTIONS, "--connections"));
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return new Contest(
        chosen,
        programs(path),
        peers(),
        targets.stream().map(each -> target(chosen, each)).toList(),
        connections.isEmpty() ? List.of(chosen.usualConnections()) : connections,
        rounds,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(warmUp),
        floating ? Optional.empty() : Programs.program("taskset", path),
        text -> {
          err.println("limpet: " + text);
          err.flush();
        });
  }

  private Programs programs(String path) {
    Programs programs = Programs.find(Itself.command(), path);
    if (envoy != null) {
      if (!Programs.isProgram(envoy)) {
        throw usage("--envoy " + envoy + ": there is no program");
      }
      programs.put(Peer.ENVOY, envoy.toAbsolutePath());
    }
    return programs;
  }

  private List<Peer> peers() {
    return only.isEmpty() ? List.of(Peer.values()) : only.stream().map(this::peer).toList();
  }

  private Peer peer(String name) {
    return Peer.named(name)
        .orElseThrow(() -> usage("--only " + name + ": say limpet, envoy, haproxy or nginx"));
  }

  private Target target(Scenario chosen, String text) {
    if (!chosen.takesTargets()) {
      throw usage("--target: the scenario " + chosen.word() + " starts its proxies itself");
    }
    try {
      return BenchTarget.of(text);
    } catch (CommandFailure wrong) {
      throw usage("--target " + text + ": " + wrong.text());
    }
  }

  private void within(int value, int least, int most, String flag) {
    if (value < least || value > most) {
      throw usage("%s %d: give %d to %d".formatted(flag, value, least, most));
    }
  }

  private Function<Report, String> output() {
    return switch (output) {
      case "table" -> Table::of;
      case "json" -> report -> JsonWriter.pretty(BenchOutput.tree(report));
      case "yaml" -> report -> YamlWriter.write(BenchOutput.tree(report));
      default -> throw usage("--output " + output + ": say table, json or yaml");
    };
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
