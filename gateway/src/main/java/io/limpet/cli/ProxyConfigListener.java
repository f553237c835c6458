package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `limpet proxy-config listener`.
@Command(
    name = "listener",
    aliases = {"listeners", "l"},
    mixinStandardHelpOptions = true,
    description = "Show the addresses a gateway listens on and where their connections go.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet pc listener",
      "  limpet pc l --port 8080 -o yaml | grep -C2 stateful_session",
      "  limpet pc l --verbose=false --type HTTP"
    })
final class ProxyConfigListener implements Callable<Integer> {
  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private DumpOptions options = new DumpOptions();

  @Option(names = "--address", paramLabel = "ADDRESS", description = "Only on this address.")
  private String address = "";

  @Option(names = "--port", paramLabel = "PORT", description = "Only on this port.")
  private int port;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only of this type: HTTP, TCP, HTTP+TCP, UNKNOWN.")
  private String type = "";

  @Option(
      names = "--verbose",
      arity = "0..1",
      paramLabel = "BOOLEAN",
      defaultValue = "true",
      fallbackValue = "true",
      description = "With matches and destinations. Default: ${DEFAULT-VALUE}.")
  private boolean verbose;

  @Override
  public Integer call() {
    return new DumpCommand(command).run(this::text);
  }

  private String text() throws CommandFailure {
    List<Value.Mapping> all = options.read("/config_dump").listeners();
    if (all.isEmpty()) {
      throw new CommandFailure("no listeners found: the gateway has no configuration yet");
    }
    List<Value.Mapping> wanted = all.stream().filter(this::wanted).toList();
    return switch (options.form()) {
      case SHORT -> verbose ? ListenerTable.verbose(wanted) : ListenerTable.brief(wanted);
      case JSON, YAML -> options.printed(wanted);
    };
  }

  private boolean wanted(Value.Mapping each) {
    Branch listener = new Branch(each);
    return (address.isEmpty() || ListenerTable.address(listener).equalsIgnoreCase(address))
        && (port == 0 || ListenerTable.port(listener).equals(Integer.toString(port)))
        && (type.isEmpty() || ListenerTable.type(listener).equalsIgnoreCase(type));
  }
}
