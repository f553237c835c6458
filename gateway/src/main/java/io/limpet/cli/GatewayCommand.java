package io.limpet.cli;

import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.xds.bootstrap.BootstrapFields;
import io.limpet.xds.bootstrap.BootstrapFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The proxy alone, with Envoy's own configuration.
@Command(
    name = "gateway",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Carry the traffic that Envoy's own configuration asks for, in Envoy's place.",
      "",
      "The file is the one that `envoy -c` takes: static listeners and clusters, or"
          + " dynamic_resources by ADS. What it asks for that Limpet does not do is an error with"
          + " the field's path; --lenient makes it a warning.",
      "",
      "Without a file, --xds names the control plane that is asked for everything, such as istiod;"
          + " who we are is told as Istio's agents tell it.",
      "",
      "SIGTERM drains it as Istio's agent drains its Envoy. With --restart-epoch it takes the place"
          + " of one that serves, and no connection is lost (Envoy's hot restart).",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  limpet gateway -c envoy.yaml",
      "  limpet gateway -c envoy.yaml --mode validate",
      "  limpet gateway -c envoy.yaml --config-yaml 'admin: {address: {socket_address: {address:"
          + " 127.0.0.1, port_value: 9901}}}'",
      "  limpet gateway -c envoy.yaml --restart-epoch 1    in place of the one above",
      "  limpet gateway --xds 127.0.0.1:15010",
      "  limpet gateway --xds istiod.istio-system.svc:15012 --xds-api delta --xds-tls-ca"
          + " root-cert.pem --token-file /var/run/secrets/tokens/istio-token --node"
          + " router~10.1.2.3~gw-0.istio-ingress~istio-ingress.svc.cluster.local --state-dir state"
    })
public final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = {"-c", "--config-path"},
      paramLabel = "FILE",
      description = "Envoy's bootstrap, YAML or JSON.")
  private @Nullable Path path;

  @Option(
      names = "--config-yaml",
      paramLabel = "TEXT",
      description = "A bootstrap as text, laid over the file: lists grow, fields are replaced.")
  private @Nullable String over;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      defaultValue = "serve",
      description = "serve, or validate: say what is wrong with the configuration, and end.")
  private String mode;

  @Option(
      names = "--lenient",
      description =
          "What is not carried out is a warning instead of an error, and what nobody here knows is"
              + " left out of what a control plane sends, instead of refused.")
  private boolean lenient;

  @Mixin private GatewayServing serving;

  @Override
  public Integer call() {
    PrintWriter err = command.commandLine().getErr();
    checkUsage();
    try {
      BootstrapFile file = file();
      List<Problem> problems =
          serving.asksControlPlane() ? List.of() : BootstrapProblems.of(file, lenient);
      problems.forEach(each -> err.println(told(each)));
      long errors = problems.stream().filter(GatewayCommand::isError).count();
      if (errors > 0) {
        err.println("limpet: %s; nothing is served%s".formatted(count(errors), remedy(problems)));
        return 1;
      }
      if (mode.equals("validate")) {
        command.commandLine().getOut().println("configuration '" + name() + "' OK");
        return 0;
      }
      return Foreground.serve(
          () -> GatewayInstance.start(serving.setup(file, lenient), err::println),
          instance -> serving.tell(instance, err),
          err::println);
    } catch (StartException why) {
      err.println("limpet: " + why.getMessage());
      return 1;
    }
  }

  private void checkUsage() {
    boolean file = path != null || over != null;
    if (serving.asksControlPlane() == file) {
      throw usage("say either -c FILE (or --config-yaml TEXT) or --xds HOST:PORT");
    }
    if (!mode.equals("serve") && !mode.equals("validate")) {
      throw usage("--mode " + mode + ": say serve or validate");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private BootstrapFile file() throws StartException {
    if (path == null) {
      return BootstrapFile.read(over == null ? "" : over, name());
    }
    BootstrapFile file = BootstrapFile.read(text(path), name());
    return over == null ? file : file.with(BootstrapFile.read(over, "--config-yaml"));
  }

  private String name() {
    return path == null ? "--config-yaml" : path.toString();
  }

  private static String text(Path path) throws StartException {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException missing) {
      throw new StartException("there is no file " + path);
    } catch (MalformedInputException binary) {
      throw new StartException(path + " is no text in UTF-8");
    } catch (IOException unreadable) {
      throw new StartException(path + " cannot be read: " + unreadable.getMessage());
    }
  }

  private static boolean isError(Problem problem) {
    return problem.severity() == Severity.ERROR;
  }

  private static String told(Problem problem) {
    return (isError(problem) ? "error: " : "warning: ") + problem;
  }

  private static String count(long errors) {
    return errors == 1 ? "one error" : errors + " errors";
  }

  private static String remedy(List<Problem> problems) {
    boolean mild =
        problems.stream()
            .filter(GatewayCommand::isError)
            .allMatch(each -> each.code().equals(BootstrapFields.NOT_CARRIED_OUT));
    return mild ? " (with --lenient it would be served without that)" : "";
  }
}
