package io.limpet.cli;

import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlWriter;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Which gateways are connected to a control plane, and whether they took what they were told, in
/// istioctl's columns.
@Command(
    name = "proxy-status",
    aliases = "ps",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show the gateways of a control plane, and whether they took what they were told.",
      "",
      "With -v, each type has a column: SYNCED, STALE (no answer yet), ERROR (refused; -o json"
          + " says what), NOT SENT, or IGNORED (never asked for).",
      "",
      "With a POD, what the control plane tells this gateway is compared with what the gateway"
          + " has, by its admin port or by a saved dump.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  limpet proxy-status",
      "  limpet ps -v",
      "  limpet ps -o json",
      "  limpet ps --control-port 8080              the gateways of an istiod",
      "  limpet ps gw-0.istio-ingress --proxy-admin-port 15000"
    })
public final class ProxyStatusCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Parameters(
      arity = "0..1",
      paramLabel = "POD",
      defaultValue = "",
      description = "NAME.NAMESPACE of a gateway, or NAME where that is enough.")
  private String pod;

  @Option(
      names = {"-v", "--verbosity"},
      arity = "0..1",
      fallbackValue = "1",
      defaultValue = "0",
      paramLabel = "LEVEL",
      description = "1: a column for each type.")
  private int verbosity;

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAME",
      defaultValue = "",
      description = "Only gateways of this namespace.")
  private String namespace;

  @Mixin private ControlPageOptions options;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      defaultValue = "",
      description = "With a POD: its saved config dump (JSON), instead of its admin port.")
  private String file;

  @Option(
      names = "--proxy-admin-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description = "With a POD: where its admin port is (default: ${DEFAULT-VALUE}).")
  private String adminHost;

  @Option(
      names = "--proxy-admin-port",
      paramLabel = "PORT",
      defaultValue = "15000",
      description = "With a POD: its admin port (default: ${DEFAULT-VALUE}).")
  private int adminPort;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try {
      HttpPage page = options.page();
      List<ProxySync> proxies = proxies(page);
      out.print(pod.isEmpty() ? printed(proxies, page) : comparison(proxies, page));
      out.flush();
      return 0;
    } catch (CommandFailure failure) {
      PrintWriter err = command.commandLine().getErr();
      err.println("limpet: " + failure.getMessage());
      err.flush();
      return 1;
    }
  }

  private List<ProxySync> proxies(HttpPage page) throws CommandFailure {
    Dump dump = Dump.parse(page.read("/debug/syncz"), page + "/debug/syncz");
    Value root = dump.root().value();
    if (!(root instanceof Value.Sequence) && !(root instanceof Value.Nothing)) {
      throw new CommandFailure(
          page + "/debug/syncz answers with no list of gateways; is that a control plane?");
    }
    return dump.root().items().stream()
        .map(ProxySync::new)
        .filter(each -> namespace.isEmpty() || each.name().endsWith("." + namespace))
        .toList();
  }

  private String printed(List<ProxySync> proxies, HttpPage page) {
    Value list =
        new Value.Sequence(
            0, proxies.stream().map(each -> each.said().value()).map(Value.class::cast).toList());
    return switch (options.form()) {
      case JSON -> JsonWriter.pretty(list);
      case YAML -> YamlWriter.write(list);
      case TABLE -> {
        if (proxies.isEmpty()) {
          yield "no gateway is connected\n";
        }
        yield verbosity > 0 ? byType(proxies, page) : inShort(proxies, page);
      }
    };
  }

  private static String inShort(List<ProxySync> proxies, HttpPage page) {
    Columns columns = new Columns("NAME", "CLUSTER", "ISTIOD", "VERSION", "SUBSCRIBED TYPES");
    for (ProxySync each : proxies) {
      String types = each.types().stream().map(ProxySync::nameOf).collect(Collectors.joining(","));
      columns.row(
          each.name(),
          each.cluster(),
          page.toString(),
          each.version(),
          each.types().size() + " (" + types + ")");
    }
    return columns.text();
  }

  /// The columns are sorted by their type URLs, as istioctl's are.
  private static String byType(List<ProxySync> proxies, HttpPage page) {
    Set<String> types = new TreeSet<>();
    proxies.forEach(each -> types.addAll(each.types()));
    List<String> titles = new ArrayList<>(List.of("NAME", "CLUSTER"));
    types.forEach(type -> titles.add(ProxySync.nameOf(type)));
    titles.addAll(List.of("ISTIOD", "VERSION"));
    Columns columns = new Columns(titles.toArray(String[]::new));
    for (ProxySync each : proxies) {
      List<String> row = new ArrayList<>(List.of(each.name(), each.cluster()));
      types.forEach(type -> row.add(each.state(type)));
      row.addAll(List.of(page.toString(), each.version()));
      columns.row(row.toArray(String[]::new));
    }
    return columns.text();
  }

  private String comparison(List<ProxySync> proxies, HttpPage page) throws CommandFailure {
    String path =
        "/debug/config_dump?proxyID=" + URLEncoder.encode(name(proxies), StandardCharsets.UTF_8);
    Dump told = Dump.parse(page.read(path), page + path);
    Dump held =
        file.isEmpty()
            ? Dump.parse(
                DumpOptions.gateway(adminHost, adminPort).read("/config_dump"),
                adminHost + ":" + adminPort)
            : DumpOptions.readFile(file);
    return new ConfigComparison(told.dynamic(), held.dynamic()).text();
  }

  private String name(List<ProxySync> proxies) throws CommandFailure {
    String bare = pod.substring(pod.indexOf('/') + 1); // istioctl takes pod/NAME too
    List<String> all = proxies.stream().map(ProxySync::name).distinct().toList();
    List<String> meant =
        all.contains(bare)
            ? List.of(bare)
            : all.stream().filter(each -> each.startsWith(bare + ".")).toList();
    if (meant.size() != 1) {
      throw new CommandFailure(
          (meant.isEmpty() ? "no gateway " + bare + " is connected" : bare + " is not clear")
              + "; there "
              + (all.isEmpty() ? "is none" : "are " + String.join(", ", all)));
    }
    return meant.getFirst();
  }
}
