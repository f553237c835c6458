package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.Problem;
import io.limpet.model.reading.Manifest;
import io.limpet.sameness.Tree;
import io.limpet.xds.translate.IstioFields.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// docs/istio-fields.md: every field of Istio's kinds, and what becomes of it.
///
/// Which fields are read is tried, one document for each; what shows them is looked up in the
/// tables of `translations`. Only reasons are written by hand, in `istio-fields.yaml`.
/// `-Dtidy.update=true` writes the document anew.
final class IstioFieldsTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "istio-fields.md");
  private static final Path FIELDS = Path.of("src/test/resources/istio-fields.yaml");
  private static final Set<String> TOLD = Set.of("not-carried-out", "no-effect", "bad-reference");

  /// What an Envoy is told all the same.
  private static final String ONLY_OURS = "Limpet's own proxy";

  private static final int NAMED_TABLES = 3;

  private final Map<String, Set<String>> setIn = new TreeMap<>();
  private final Map<String, Set<String>> setBeside = new TreeMap<>();
  private final Map<String, String> became = new TreeMap<>();
  private final Set<String> wrong = new TreeSet<>();

  @Test
  void everyFieldIsServedRefusedOrIgnoredForAReason() throws Exception {
    Map<String, Object> tree = Tree.read(Files.readString(FIELDS));
    IstioFields fields = new IstioFields(tree);
    for (String table : TranslationTable.names()) {
      see(table, fields);
    }
    Map<String, Object> ignored = Tree.map(tree.get("ignored"));
    Map<String, Object> shownBy = Tree.map(tree.get("shown_by"));
    List<Object> refused = Tree.list(tree.get("refused"));
    for (Field field : fields.all()) {
      became.put(field.name(), row(field, ignored, shownBy, refused));
    }
    for (Object each : refused) {
      assertThat(became).as("refused").containsKey(String.valueOf(each));
    }
    assertThat(became.keySet()).as("ignored").containsAll(ignored.keySet());
    assertThat(became.keySet()).as("shown_by").containsAll(shownBy.keySet());
    assertThat(wrong).isEmpty();
    compare(text(fields));
  }

  /// What stands beside all rows of a table is there for their sake, and shows little.
  private void see(String name, IstioFields fields) {
    TranslationTable table = TranslationTable.read(name);
    Set<String> beside = fields.setIn(table.input());
    for (TranslationTable.Row row : table.rows()) {
      for (String field : fields.setIn(row.input())) {
        (beside.contains(field) ? setBeside : setIn)
            .computeIfAbsent(field, _ -> new TreeSet<>())
            .add(name.replace(".yaml", ""));
      }
    }
  }

  private String row(
      Field field, Map<String, Object> ignored, Map<String, Object> shownBy, List<Object> refused) {
    String name = field.name();
    boolean unknown = says(field, field.without(), Set.of("unknown-field"));
    boolean told = unknown || says(field, field.with(), TOLD);
    if (unknown != refused.contains(name) && !told) {
      wrong.add(name + " is read, and listed as refused");
    } else if (unknown && !refused.contains(name)) {
      wrong.add(name + " is in no reader and not among those that are refused");
    }
    if (ignored.get(name) instanceof String why) {
      return "ignored | " + why;
    }
    if (told) {
      return "refused |";
    }
    Set<String> tables = setIn.getOrDefault(name, setBeside.getOrDefault(name, Set.of()));
    if (!tables.isEmpty()) {
      return "served | "
          + String.join(", ", tables.stream().limit(NAMED_TABLES).toList())
          + (tables.size() > NAMED_TABLES ? ", …" : "");
    }
    if (shownBy.get(name) instanceof String test) {
      return "served | `" + test + "`";
    }
    wrong.add(name + " is read, and no row sets it: show it, or say why it is ignored");
    return "";
  }

  /// Whether one of these codes is said of the field.
  private static boolean says(Field field, String text, Set<String> codes) {
    List<Problem> problems = Manifest.read(text, "probe.yaml", "default").problems();
    return problems.stream()
        .filter(each -> codes.contains(each.code()) && !each.message().contains(ONLY_OURS))
        .anyMatch(each -> each.field().equals(field.path()));
  }

  private String text(IstioFields fields) {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    fields
        .byMessage()
        .forEach(
            (message, all) -> {
              text.append("\n## ").append(message).append("\n\n");
              text.append("| field | | shown by, or why |\n|---|---|---|\n");
              List<String> rows = new ArrayList<>();
              all.forEach(
                  each ->
                      rows.add("| `%s` | %s |\n".formatted(each.key(), became.get(each.name()))));
              rows.forEach(text::append);
            });
    return text.toString();
  }

  private static void compare(String text) throws Exception {
    if (Boolean.getBoolean("tidy.update")) {
      Files.writeString(DOCUMENT, text);
    }
    assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
        .as("docs/istio-fields.md; -Dtidy.update=true writes it anew")
        .isEqualTo(text);
  }

  private static final String INTRODUCTION =
      """
      # Which fields of Istio's are carried out

      Made by `IstioFieldsTest` (`mvn test -Dtest=IstioFieldsTest -Dtidy.update=true`), by the messages of Istio's API and of
      the Gateway API (those that Istio has too are `Kubernetes…` here). Each field was tried: *served* is told to Envoy as
      Istio tells it, and shown by the tables of `gateway/src/test/resources/translations` that are named, or by a test;
      *ignored* is read, and has nothing to change at a gateway; *refused* is told, with its place, and left out.
      """;
}
