package io.limpet.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Everything in one process, from files.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Carry the traffic that files of Kubernetes and Istio resources ask for.",
      "",
      "The files are watched: an edit is served without a restart, and a broken edit is reported"
          + " while the last good state keeps serving. Deployments and StatefulSets get their pods"
          + " on this machine; endpoints that run elsewhere come from EndpointSlices or a"
          + " ServiceEntry.",
      "",
      "SIGTERM drains it as Istio's agent drains its Envoy. With --restart-epoch it takes the place"
          + " of a run that serves (Envoy's hot restart). Pods of this machine live in the process"
          + " that started them, so files with Deployments or StatefulSets are refused then.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  limpet run -f shop.yaml",
      "  limpet run -f k8s/ --port 80=8080 --port 80=80",
      "  limpet run -f k8s/ --compat istio --istio-version 1.22"
    })
public final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "PATH",
      description = "A YAML or JSON file, or a folder of them; repeat for more.")
  private List<Path> paths;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = "default",
      description = "Namespace of resources that name none (default: ${DEFAULT-VALUE}).")
  private String namespace;

  @Mixin private GatewayFlags gateway;
  @Mixin private RestartFlags restarts;

  @Override
  public Integer call() {
    PrintWriter err = command.commandLine().getErr();
    try {
      return Foreground.serve(
          () ->
              Instance.start(
                  gateway,
                  gateway.portMap(),
                  restarts.options(gateway.loops().transport()),
                  Foreground.files(paths, namespace),
                  err::println),
          instance -> tell(instance, err),
          text -> told(text, err));
    } catch (StartException why) {
      err.println("limpet: " + why.getMessage());
      return 1;
    }
  }

  private static void told(String text, PrintWriter err) {
    err.println(text);
    err.flush();
  }

  private void tell(Instance instance, PrintWriter err) {
    Listening.tell(instance.listeners(), instance.ownPorts(), err);
  }
}
