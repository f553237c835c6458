package io.limpet.cli;

import io.limpet.envoy.EnvoyProgram;
import io.limpet.source.JoinedSource;
import io.limpet.source.Source;
import io.limpet.source.text.TextSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The walk-throughs on this machine, without a cluster.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Start a local world with a gateway, and print what to try.",
      "",
      "Two walk-throughs are built in: helloworld (strong sessions: a token in a header names the"
          + " pod) and sticky-svc (soft affinity: the hash of a header chooses the pod). Without"
          + " arguments both start, each in its own namespace, on one gateway. Ctrl-C ends"
          + " everything.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  limpet demo",
      "  limpet demo helloworld",
      "  limpet demo --data-plane envoy",
      "  limpet demo shop.yaml"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int PRIVILEGED_PORT = 80;
  private static final int PORT = 8080;
  private static final String NAMESPACE = "default";
  private static final Duration SILENT_FOR = Duration.ofSeconds(1);
  private static final Duration PODS_WITHIN = Duration.ofSeconds(10);

  /// Set by the launcher: what was typed to start this program, such as `./limpet`.
  private static final String COMMAND = System.getProperty("limpet.command", "limpet");

  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..*",
      paramLabel = "helloworld|sticky-svc|FILE",
      description = "What to run (default: both walk-throughs).")
  private List<String> what = List.of();

  @Option(
      names = "--data-plane",
      paramLabel = "limpet|envoy",
      defaultValue = "limpet",
      description =
          "Who carries the traffic: Limpet's own proxy, or an Envoy that Limpet's control plane"
              + " tells what to do (default: ${DEFAULT-VALUE}).")
  private String dataPlane;

  @Option(
      names = "--envoy",
      paramLabel = "FILE",
      description = "Envoy's program, for --data-plane envoy (default: the envoy on the PATH).")
  private @Nullable Path envoy;

  @Mixin private GatewayFlags gateway;

  @Override
  public Integer call() {
    boolean _ = isByEnvoy();
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    Map<Integer, List<Integer>> ports = ports();
    List<String> chosen = what.isEmpty() ? Walkthrough.names() : what;
    try {
      return Foreground.serve(
          () -> start(ports, source(chosen), err::println),
          instance -> {
            awaitPods(instance, err);
            tell(instance, chosen, ports, out);
          },
          err::println);
    } catch (StartException why) {
      err.println("limpet: " + why.getMessage());
      return 1;
    }
  }

  private DemoInstance start(Map<Integer, List<Integer>> ports, Source source, Consumer<String> out)
      throws StartException {
    return isByEnvoy()
        ? EnvoyInstance.start(gateway, ports, source, program(), out)
        : Instance.start(gateway, ports, HotRestart.Options.NONE, source, out);
  }

  private boolean isByEnvoy() {
    return switch (dataPlane) {
      case "envoy" -> true;
      case "limpet" -> false;
      default ->
          throw new ParameterException(
              command.commandLine(), "--data-plane " + dataPlane + ": say limpet or envoy");
    };
  }

  private Path program() throws StartException {
    if (envoy != null) {
      if (!EnvoyProgram.isProgram(envoy)) {
        throw new StartException("--envoy " + envoy + ": there is no program");
      }
      return envoy;
    }
    return EnvoyProgram.onPath(Objects.requireNonNullElse(System.getenv("PATH"), ""))
        .orElseThrow(
            () ->
                new StartException(
                    "there is no envoy on the PATH: install Envoy (www.envoyproxy.io), or say where"
                        + " it is with --envoy FILE"));
  }

  private static void awaitPods(DemoInstance instance, PrintWriter err) {
    if (instance.awaitPods(SILENT_FOR)) {
      return;
    }
    err.println("limpet: waiting for the pods to be ready");
    err.flush();
    if (!instance.awaitPods(PODS_WITHIN)) {
      err.println("limpet: some pods are not ready yet; see " + COMMAND + " get pods -A");
    }
  }

  /// Port 80 as well as 8080, where this user may listen there and nobody else does.
  private Map<Integer, List<Integer>> ports() {
    Map<Integer, List<Integer>> asked = gateway.portMap();
    if (!asked.isEmpty()) {
      return asked;
    }
    return Map.of(PRIVILEGED_PORT, mayListen() ? List.of(PORT, PRIVILEGED_PORT) : List.of(PORT));
  }

  private static boolean mayListen() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(PRIVILEGED_PORT));
      return true;
    } catch (IOException notHere) {
      return false;
    }
  }

  private static Source source(List<String> chosen) throws StartException {
    List<Source> sources = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (String each : chosen) {
      if (Walkthrough.names().contains(each)) {
        sources.add(new TextSource("demo/" + each + ".yaml", example(each), NAMESPACE));
      } else {
        files.add(Path.of(each));
      }
    }
    if (!files.isEmpty()) {
      sources.add(Foreground.files(files, NAMESPACE));
    }
    return new JoinedSource(sources);
  }

  private static String example(String name) {
    try (InputStream in = DemoCommand.class.getResourceAsStream("/examples/" + name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException("the example " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void tell(
      DemoInstance instance,
      List<String> chosen,
      Map<Integer, List<Integer>> ports,
      PrintWriter out) {
    Listening.tell(instance.listeners(), instance.ownPorts(), out);
    List<Integer> listening = ports.getOrDefault(PRIVILEGED_PORT, List.of(PORT));
    boolean plain = listening.contains(PRIVILEGED_PORT);
    if (!plain && gateway.portMap().isEmpty()) {
      out.println("limpet: port 80 is not to be had here: use :" + listening.getFirst());
    }
    for (String each : chosen) {
      Walkthrough.named(each)
          .ifPresent(one -> out.print(one.text(plain ? "" : ":" + listening.getFirst(), COMMAND)));
    }
    out.println();
    out.println("Ctrl-C ends the gateway and all pods.");
    out.flush();
  }
}
