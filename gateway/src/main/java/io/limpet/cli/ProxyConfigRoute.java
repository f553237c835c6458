package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `limpet proxy-config route`.
@Command(
    name = "route",
    aliases = {"routes", "r"},
    mixinStandardHelpOptions = true,
    description = "Show which requests a gateway routes, and the VirtualService of each.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet pc route",
      "  limpet pc r --name http.8080 -o json",
      "  limpet pc r -o yaml | grep -B30 -A7 envoy.filters.http.stateful_session"
    })
final class ProxyConfigRoute implements Callable<Integer> {
  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private DumpOptions options = new DumpOptions();

  @Option(names = "--name", paramLabel = "NAME", description = "Only of this name.")
  private String name = "";

  @Option(
      names = "--verbose",
      arity = "0..1",
      paramLabel = "BOOLEAN",
      defaultValue = "true",
      fallbackValue = "true",
      description = "With hosts and matches. Default: ${DEFAULT-VALUE}.")
  private boolean verbose;

  @Override
  public Integer call() {
    return new DumpCommand(command).run(this::text);
  }

  private String text() throws CommandFailure {
    List<Value.Mapping> all = RouteTable.sorted(options.read("/config_dump").routes());
    if (all.isEmpty()) {
      throw new CommandFailure("no routes found: the gateway has no configuration yet");
    }
    List<Value.Mapping> wanted =
        all.stream().filter(each -> name.isEmpty() || RouteTable.name(each).equals(name)).toList();
    return switch (options.form()) {
      case SHORT -> verbose ? RouteTable.verbose(wanted) : RouteTable.brief(wanted);
      case JSON, YAML -> options.printed(wanted);
    };
  }
}
