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

/// The control plane alone, for Envoys and for `limpet gateway`.
@Command(
    name = "control",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tell gateways what files of Kubernetes and Istio resources ask for.",
      "",
      "Stock Envoys and `limpet gateway --xds` ask for their configuration over xDS (ADS, whole"
          + " lists or differences), as they ask istiod. The files are watched: what changes is"
          + " told at once, and a broken edit is reported while the last good state is told.",
      "",
      "A gateway is told what the Gateways say that select it: by the labels and the namespace in"
          + " its node's metadata, as Istio's agent writes them; one that says nothing is the"
          + " gateway of --proxy-labels and --proxy-namespace.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  limpet control -f k8s/",
      "  limpet control -f k8s/ --compat istio --istio-version 1.22",
      "  limpet gateway --xds 127.0.0.1:15010"
    })
public final class ControlCommand implements Callable<Integer> {
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

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "15010",
      description = "xDS without TLS (default: ${DEFAULT-VALUE}).")
  private int port;

  @Mixin private MeshFlags mesh;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = command.commandLine().getErr();
    try {
      Foreground.run(
          () -> ControlInstance.start(mesh, port, Foreground.files(paths, namespace), err::println),
          instance -> {
            err.println("limpet: xDS on :" + instance.port());
            err.flush();
          });
      return 0;
    } catch (StartException why) {
      err.println("limpet: " + why.getMessage());
      return 1;
    }
  }
}
