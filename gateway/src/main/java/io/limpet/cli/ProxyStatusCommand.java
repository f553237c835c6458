package io.limpet.cli;

import io.limpet.model.tree.JsonReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
          + " says what), or NOT SENT.",
      ""
    },
    footer = {"", "Examples:", "  limpet proxy-status", "  limpet ps -v", "  limpet ps -o json"})
public final class ProxyStatusCommand implements Callable<Integer> {
  private static final Map<String, String> TYPES =
      Map.of(
          "type.googleapis.com/envoy.config.cluster.v3.Cluster", "CDS",
          "type.googleapis.com/envoy.config.listener.v3.Listener", "LDS",
          "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment", "EDS",
          "type.googleapis.com/envoy.config.route.v3.RouteConfiguration", "RDS",
          "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret", "SDS");

  private static final List<String> COLUMNS = List.of("CDS", "LDS", "EDS", "RDS", "SDS");

  @Spec private CommandSpec command;

  @Option(
      names = {"-v", "--verbosity"},
      arity = "0..1",
      fallbackValue = "1",
      defaultValue = "0",
      paramLabel = "LEVEL",
      description = "1: a column for each type.")
  private int verbosity;

  @Mixin private ControlPageOptions page;

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try {
      String json = page.read("/debug/syncz");
      out.print(page.isJson() ? json : table(json));
      out.flush();
      return 0;
    } catch (CommandFailure failure) {
      PrintWriter err = command.commandLine().getErr();
      err.println("limpet: " + failure.getMessage());
      err.flush();
      return 1;
    }
  }

  private String table(String json) {
    Branch all = new Branch(JsonReader.readAll(json).getFirst().root());
    List<Branch> proxies = all.items();
    if (proxies.isEmpty()) {
      return "no gateway is connected\n";
    }
    return verbosity > 0 ? byType(proxies) : inShort(proxies);
  }

  private static String inShort(List<Branch> proxies) {
    Columns columns = new Columns("NAME", "CLUSTER", "ISTIOD", "VERSION", "SUBSCRIBED TYPES");
    for (Branch each : proxies) {
      List<String> types = new ArrayList<>();
      for (String type : COLUMNS) {
        if (resource(each, type).exists()) {
          types.add(type);
        }
      }
      columns.row(
          each.text("proxy"),
          each.text("cluster_id"),
          "limpet",
          version(each),
          types.size() + " (" + String.join(",", types) + ")");
    }
    return columns.text();
  }

  private static String byType(List<Branch> proxies) {
    List<String> titles = new ArrayList<>(List.of("NAME", "CLUSTER"));
    titles.addAll(COLUMNS);
    titles.addAll(List.of("ISTIOD", "VERSION"));
    Columns columns = new Columns(titles.toArray(String[]::new));
    for (Branch each : proxies) {
      List<String> row = new ArrayList<>(List.of(each.text("proxy"), each.text("cluster_id")));
      COLUMNS.forEach(type -> row.add(state(resource(each, type))));
      row.addAll(List.of("limpet", version(each)));
      columns.row(row.toArray(String[]::new));
    }
    return columns.text();
  }

  private static String version(Branch proxy) {
    String istio = proxy.text("istio_version");
    return istio.isEmpty() ? proxy.text("proxy_version") : istio;
  }

  private static Branch resource(Branch proxy, String type) {
    return TYPES.entrySet().stream()
        .filter(each -> each.getValue().equals(type))
        .map(each -> proxy.at("resources", each.getKey()))
        .findFirst()
        .orElseThrow();
  }

  private static String state(Branch type) {
    if (!type.exists()) {
      return "IGNORED";
    }
    if (!type.text("lastError").isEmpty()) {
      return "ERROR" + age(type);
    }
    if (type.text("sent").isEmpty()) {
      return "NOT SENT";
    }
    return (type.text("sent").equals(type.text("acked")) ? "SYNCED" : "STALE") + age(type);
  }

  private static String age(Branch type) {
    try {
      Duration age = Duration.between(Instant.parse(type.text("sentTime")), Instant.now());
      return " (" + text(age) + ")";
    } catch (DateTimeParseException none) {
      return "";
    }
  }

  /// As Go's durations, to the second.
  private static String text(Duration age) {
    if (age.toHours() > 0) {
      return "%dh%dm".formatted(age.toHours(), age.toMinutesPart());
    }
    return age.toMinutes() > 0
        ? "%dm%ds".formatted(age.toMinutes(), age.toSecondsPart())
        : age.toSeconds() + "s";
  }
}
