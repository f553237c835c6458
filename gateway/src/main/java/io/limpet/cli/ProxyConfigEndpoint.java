package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `limpet proxy-config endpoint`: reads `/clusters?format=json`, where a gateway says how its
/// endpoints are now.
@Command(
    name = "endpoint",
    aliases = {"endpoints", "ep"},
    mixinStandardHelpOptions = true,
    description = "Show the endpoints of a gateway's clusters and how they are.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet pc endpoint",
      "  limpet pc ep --cluster 'outbound|5000||helloworld.helloworld.svc.cluster.local'",
      "  limpet pc ep --status UNHEALTHY"
    })
final class ProxyConfigEndpoint implements Callable<Integer> {
  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private DumpOptions options = new DumpOptions();

  @Option(names = "--address", paramLabel = "ADDRESS", description = "Only of this address.")
  private String address = "";

  @Option(names = "--port", paramLabel = "PORT", description = "Only of this port.")
  private int port;

  @Option(names = "--cluster", paramLabel = "CLUSTER", description = "Only of this cluster.")
  private String cluster = "";

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only of this status: HEALTHY, UNHEALTHY, DRAINING, DEGRADED.")
  private String status = "";

  @Override
  public Integer call() {
    return new DumpCommand(command).run(this::text);
  }

  private String text() throws CommandFailure {
    Dump dump = options.read("/clusters?format=json");
    List<Row> rows = rows(dump).stream().filter(this::wanted).sorted(Row.ORDER).toList();
    return switch (options.form()) {
      case SHORT -> table(rows);
      case JSON, YAML -> options.printed(rows.stream().map(Row::host).distinct().toList());
    };
  }

  private static List<Row> rows(Dump dump) throws CommandFailure {
    Branch clusters = dump.root().at("cluster_statuses");
    if (!clusters.exists()) {
      throw new CommandFailure(
          dump.source()
              + ": has no `cluster_statuses`; get a file for this with"
              + " `curl 'localhost:15000/clusters?format=json'`");
    }
    List<Row> rows = new ArrayList<>();
    for (Branch cluster : clusters.items()) {
      for (Branch host : cluster.items("host_statuses")) {
        if (host.value() instanceof Value.Mapping mapping) {
          rows.add(new Row(mapping, cluster.text("name")));
        }
      }
    }
    return rows;
  }

  private boolean wanted(Row row) {
    return (address.isEmpty() || row.address().equalsIgnoreCase(address))
        && (port == 0 || row.port() == port)
        && (cluster.isEmpty() || row.cluster.equals(cluster))
        && (status.isEmpty() || row.status().equalsIgnoreCase(status));
  }

  private static String table(List<Row> rows) {
    Columns table = new Columns("ENDPOINT", "STATUS", "OUTLIER CHECK", "CLUSTER");
    for (Row row : rows) {
      table.row(row.endpoint(), row.status(), row.ejected() ? "FAILED" : "OK", row.cluster);
    }
    return table.text();
  }

  /// An endpoint in a cluster.
  private record Row(Value.Mapping host, String cluster) {
    static final Comparator<Row> ORDER =
        Comparator.comparing(Row::address).thenComparingLong(Row::port).thenComparing(Row::cluster);

    private Branch at(String... keys) {
      return new Branch(host).at(keys);
    }

    String address() {
      return at("address", "socket_address", "address").text();
    }

    long port() {
      return at("address", "socket_address").number("port_value");
    }

    String endpoint() {
      String pipe = at("address", "pipe", "path").text();
      if (!pipe.isEmpty()) {
        return "unix://" + pipe;
      }
      String host = address().contains(":") ? "[" + address() + "]" : address();
      return host + ":" + port();
    }

    String status() {
      return at("health_status", "eds_health_status").text();
    }

    boolean ejected() {
      return at("health_status", "failed_outlier_check").value() instanceof Value.Truth truth
          && truth.value();
    }
  }
}
