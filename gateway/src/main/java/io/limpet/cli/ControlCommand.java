package io.limpet.cli;

import io.limpet.source.Source;
import io.limpet.source.saved.SavedSource;
import io.limpet.source.saved.SavedState;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "  limpet control -f k8s/ --state-dir /var/lib/limpet --tls-cert tls.crt --tls-key tls.key",
      "  limpet control -f k8s/ --bind 127.0.0.1    only for gateways of this machine",
      "  limpet control -f k8s/ --compat istio --istio-version 1.22",
      "  limpet gateway --xds 127.0.0.1:15010",
      "  limpet proxy-status                        which gateways took what they were told"
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

  @Mixin private ControlFlags control;

  @Mixin private MeshFlags mesh;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = command.commandLine().getErr();
    ControlInstance.Setup setup =
        new ControlInstance.Setup(
            mesh.proxy(),
            mesh.options(Map.of()),
            control.limits(),
            control.places(),
            control.admin(),
            control.stateFolder());
    try {
      Foreground.run(
          () -> ControlInstance.start(setup, source(err), err::println),
          instance -> {
            err.println("limpet: " + instance.told());
            err.flush();
          });
      return 0;
    } catch (StartException why) {
      err.println("limpet: " + why.getMessage());
      return 1;
    }
  }

  private Source source(PrintWriter err) throws StartException {
    Source files = Foreground.files(paths, namespace);
    @Nullable Path folder = control.stateFolder();
    return folder == null ? files : new SavedSource(files, new SavedState(folder), err::println);
  }
}
