package io.limpet.cli;

import io.limpet.model.tree.Value;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `limpet proxy-config cluster`.
@Command(
    name = "cluster",
    aliases = {"clusters", "c"},
    mixinStandardHelpOptions = true,
    description = "Show the clusters a gateway sends requests to.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  limpet pc cluster",
      "  limpet pc c --fqdn helloworld.helloworld.svc.cluster.local -o yaml"
    })
final class ProxyConfigCluster implements Callable<Integer> {
  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private DumpOptions options = new DumpOptions();

  @Option(names = "--fqdn", paramLabel = "HOST", description = "Only of this Service.")
  private String fqdn = "";

  @Option(names = "--port", paramLabel = "PORT", description = "Only of this Service port.")
  private int port;

  @Option(names = "--subset", paramLabel = "SUBSET", description = "Only of this subset.")
  private String subset = "";

  @Option(
      names = "--direction",
      paramLabel = "DIRECTION",
      description = "Only of this direction: inbound or outbound.")
  private String direction = "";

  @Override
  public Integer call() {
    return new DumpCommand(command).run(this::text);
  }

  private String text() throws CommandFailure {
    List<Row> all =
        options.read("/config_dump").clusters().stream().map(Row::of).sorted(Row.ORDER).toList();
    if (all.isEmpty()) {
      throw new CommandFailure("no clusters found: the gateway has no configuration yet");
    }
    List<Row> wanted = all.stream().filter(this::wanted).toList();
    return switch (options.form()) {
      case SHORT -> table(wanted);
      case JSON, YAML -> options.printed(wanted.stream().map(Row::cluster).toList());
    };
  }

  private boolean wanted(Row row) {
    return (fqdn.isEmpty() || row.fqdn.contains(fqdn))
        && (port == 0 || row.port == port)
        && (subset.isEmpty() || row.subset.equals(subset))
        && (direction.isEmpty() || row.direction.equals(direction));
  }

  private static String table(List<Row> rows) {
    Columns table =
        new Columns("SERVICE FQDN", "PORT", "SUBSET", "DIRECTION", "TYPE", "DESTINATION RULE");
    for (Row row : rows) {
      String rule = RouteTable.virtualService(new Branch(row.cluster).at("metadata"));
      boolean service = !row.direction.isEmpty();
      table.row(
          row.fqdn,
          service ? Integer.toString(row.port) : "-",
          row.subset.isEmpty() ? "-" : row.subset,
          service ? row.direction : "-",
          type(new Branch(row.cluster)),
          rule);
    }
    return table.text();
  }

  private static String type(Branch cluster) {
    String custom = cluster.text("clusterType", "name");
    String type = cluster.text("type");
    if (!custom.isEmpty()) {
      return custom;
    }
    return type.isEmpty() ? "STATIC" : type;
  }

  /// A cluster and what its name says: `outbound|5000||helloworld.helloworld.svc.cluster.local`.
  private record Row(
      Value.Mapping cluster, String fqdn, int port, String subset, String direction) {
    static final Comparator<Row> ORDER =
        Comparator.comparing(Row::fqdn)
            .thenComparing(Row::subset)
            .thenComparingInt(Row::port)
            .thenComparing(Row::direction);

    static Row of(Value.Mapping cluster) {
      String name = new Branch(cluster).text("name");
      List<String> parts = List.of(name.split("\\|", -1));
      boolean service = parts.size() == 4 && parts.get(1).matches("\\d{1,5}");
      return service
          ? new Row(
              cluster, parts.get(3), Integer.parseInt(parts.get(1)), parts.get(2), parts.get(0))
          : new Row(cluster, name, 0, "", "");
    }
  }
}
