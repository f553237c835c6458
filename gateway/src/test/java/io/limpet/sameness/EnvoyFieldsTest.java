package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.StaticResources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.model.tree.JsonWriter;
import io.limpet.xds.bootstrap.BootstrapFields;
import io.limpet.xds.bootstrap.BootstrapReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// docs/envoy-fields.md: every field of the messages that the tables use, and what becomes of it.
///
/// Nothing of it is written by hand but the reasons in `envoy-fields.yaml`: which fields are noted
/// as left out is tried ([FieldProbe]), and what shows the others is looked up in the tables.
/// `-Dtidy.update=true` writes it anew.
final class EnvoyFieldsTest {
  private static final Path TABLE = Path.of("..", "docs", "envoy-fields.md");
  private static final Path REASONS = Path.of("src/test/resources/envoy-fields.yaml");

  /// Messages that are only a value in many places: a plan is built for so many of them to see.
  private static final int TRIES = 12;

  /// A plan of more than this takes long to build, and there are smaller ones to try on.
  private static final int SMALL_BYTES = 20_000;

  private static final int NAMED_TABLES = 3;

  private final Map<String, Set<String>> setIn = new TreeMap<>();
  private final Map<String, Descriptor> met = new TreeMap<>();
  private final Map<String, Integer> tries = new TreeMap<>();
  private final Set<String> lookedAt = new TreeSet<>();
  private final FieldProbe probe = new FieldProbe();
  private Map<String, Object> withoutEffect = Map.of();
  private Map<String, Object> shownBy = Map.of();
  private List<Object> refused = List.of();

  @Test
  void everyFieldIsServedOrNotedAndShown() throws Exception {
    Map<String, Object> reasons = Tree.read(Files.readString(REASONS));
    withoutEffect = Tree.map(reasons.get("without_effect"));
    shownBy = Tree.map(reasons.get("shown_by"));
    refused = Tree.list(reasons.get("refused"));
    try (Endpoints endpoints = new Endpoints()) {
      for (String name : Table.names()) {
        StaticResources read = resources(name, endpoints);
        probe.besides(
            read.getClustersList().stream().map(Cluster::getName).toList(), read.getSecretsList());
        List<Message> resources = new ArrayList<>(read.getListenersList());
        resources.addAll(read.getClustersList());
        for (Message resource : resources) {
          boolean small = resource.getSerializedSize() < SMALL_BYTES;
          Spots.visit(resource, spot -> see(spot, name.replace(".yaml", ""), small));
        }
      }
    }
    assertThat(probe.mistakes()).as("values on which the plan threw").isEmpty();
    Set<String> notLookedAt = new TreeSet<>();
    for (String type : met.keySet()) {
      if (!lookedAt.contains(type)) {
        notLookedAt.add(shortened(type));
      }
    }
    Tree.list(reasons.get("values")).forEach(notLookedAt::remove);
    assertThat(notLookedAt).as("messages whose unknown fields nobody notes: onlyKnows").isEmpty();
    assertThat(missing()).as("fields that are carried out, and no table sets").isEmpty();
    compare(text());
  }

  private void see(Spots.Spot spot, String table, boolean small) {
    String type = spot.type();
    met.putIfAbsent(type, spot.message().getDescriptorForType());
    for (FieldDescriptor each : spot.message().getAllFields().keySet()) {
      setIn.computeIfAbsent(type + "." + each.getName(), _ -> new TreeSet<>()).add(table);
    }
    if (small
        && !lookedAt.contains(type)
        && tries.merge(type, 1, Integer::sum) <= TRIES
        && probe.probe(spot)) {
      lookedAt.add(type);
    }
  }

  private static StaticResources resources(String name, Endpoints endpoints) throws Exception {
    Table table = Table.read(name, endpoints.words());
    String json =
        JsonWriter.compact(Gateways.value(table.bootstrap(endpoints, Path.of("/dev/null"))));
    return BootstrapReader.read(json, "table.json").getStaticResources();
  }

  /// Fields that are not noted as left out, of which nothing shows what becomes of them.
  private Set<String> missing() {
    Set<String> missing = new TreeSet<>();
    met.forEach(
        (type, description) -> {
          for (FieldDescriptor each : description.getFields()) {
            String field = type + "." + each.getName();
            if (!isRefused(field) && shown(field).isEmpty()) {
              missing.add(shortened(field));
            }
          }
        });
    return missing;
  }

  private boolean isRefused(String field) {
    boolean noted = Boolean.FALSE.equals(probe.carriedOut().get(field));
    return refused.contains(shortened(field)) || (noted && !setIn.containsKey(field));
  }

  /// What shows it, or why there is nothing to show; nothing if neither is known.
  private String shown(String field) {
    if (withoutEffect.get(shortened(field)) instanceof String why) {
      return "no effect | " + why;
    }
    Set<String> tables = setIn.getOrDefault(field, Set.of());
    if (!tables.isEmpty()) {
      String rest =
          tables.size() > NAMED_TABLES ? " and " + (tables.size() - NAMED_TABLES) + " more" : "";
      return "served | " + String.join(", ", tables.stream().limit(NAMED_TABLES).toList()) + rest;
    }
    return shownBy.get(shortened(field)) instanceof String test ? "served | `" + test + "`" : "";
  }

  private static String shortened(String name) {
    return name.replaceFirst("^envoy[.]", "");
  }

  private String text() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    bootstrap(text);
    met.forEach(
        (type, description) -> {
          text.append("\n## ").append(shortened(type)).append("\n\n");
          text.append("| field | | shown by, or why |\n|---|---|---|\n");
          for (FieldDescriptor each : description.getFields()) {
            text.append("| `%s` | %s |\n".formatted(each.getName(), row(type, each)));
          }
        });
    return text.toString();
  }

  private String row(String type, FieldDescriptor field) {
    String name = type + "." + field.getName();
    return isRefused(name) ? "refused |" : shown(name);
  }

  private static void bootstrap(StringBuilder text) {
    text.append("\n## config.bootstrap.v3.Bootstrap\n\n");
    text.append("| field | | shown by, or why |\n|---|---|---|\n");
    for (FieldDescriptor each : Bootstrap.getDescriptor().getFields()) {
      String row =
          switch (BootstrapFields.judgement(each.getName())) {
            case SERVED ->
                "served | "
                    + (each.getName().equals("layered_runtime")
                        ? "`RuntimeValuesTest`"
                        : "`GatewayTest`");
            case WITHOUT_EFFECT -> "no effect | how a server watches itself, not its traffic";
            case NOT_CARRIED_OUT -> "refused |";
          };
      text.append("| `%s` | %s |\n".formatted(each.getName(), row));
    }
  }

  private static void compare(String text) throws Exception {
    if (Boolean.getBoolean("tidy.update")) {
      Files.writeString(TABLE, text);
    }
    assertThat(Files.exists(TABLE) ? Files.readString(TABLE) : "")
        .as("docs/envoy-fields.md; -Dtidy.update=true writes it anew")
        .isEqualTo(text);
  }

  private static final String INTRODUCTION =
      """
      # Which fields of Envoy's are carried out

      Made by `EnvoyFieldsTest` (`mvn test -Dtest=EnvoyFieldsTest -Dtidy.update=true`). Each field was tried: *served* is
      carried out as Envoy does, and shown by the tables of `gateway/src/test/resources/sameness` that are named, on a real
      Envoy and on Limpet, or by a test; *no effect* is taken, and has nothing to change here; *refused* is an error of
      `limpet gateway`, or with `--lenient` and from a control plane a warning. Messages that no table uses are not here.
      """;
}
