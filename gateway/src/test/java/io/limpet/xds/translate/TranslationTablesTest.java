package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.protobuf.Message;
import io.limpet.analysis.Analysis;
import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.sameness.Tree;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.MessageJson.Names;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.translate.TranslationTable.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every row of every table of `translations`: what resources mean to Envoy. What a row does not
/// name is not looked at; a list is looked at whole.
class TranslationTablesTest {
  @TestFactory
  Stream<DynamicNode> tables() {
    return TranslationTable.names().stream()
        .map(
            name ->
                dynamicContainer(
                    name,
                    TranslationTable.read(name).rows().stream()
                        .map(row -> dynamicTest(row.rule(), () -> check(row)))));
  }

  @Test
  void eachRuleIsSaidOnceAndEachRowExpectsSomething() {
    Set<String> rules = new HashSet<>();
    for (String name : TranslationTable.names()) {
      for (Row row : TranslationTable.read(name).rows()) {
        assertThat(row.rule()).as("a row of %s", name).isNotEmpty();
        assertThat(rules.add(row.rule())).as("\"%s\" is said once", row.rule()).isTrue();
        assertThat(row.expect().isEmpty() && row.names().isEmpty() && row.problems().isEmpty())
            .as("%s, \"%s\" expects nothing", name, row.rule())
            .isFalse();
      }
    }
  }

  private static void check(Row row) {
    Translation translation = new Translation(row.proxy(), row.options()).put(row.input());
    Resources resources = translation.resources();
    row.names()
        .forEach(
            (type, names) ->
                assertThat(byName(resources, type).keySet())
                    .as(type)
                    .containsExactlyInAnyOrderElementsOf(Tree.texts(names)));
    row.expect()
        .forEach(
            (type, expected) ->
                Tree.map(expected)
                    .forEach(
                        (name, fields) -> resource(type, name, fields, byName(resources, type))));
    problems(row, translation);
  }

  private static Map<String, ? extends Message> byName(Resources resources, String type) {
    return switch (type) {
      case "listeners" -> resources.listeners();
      case "routes" -> resources.routes();
      case "clusters" -> resources.clusters();
      case "endpoints" -> resources.endpoints();
      case "secrets" -> resources.secrets();
      case "extensions" -> resources.extensions();
      case "filters" -> ListenerFilters.of(resources);
      default -> throw new IllegalArgumentException("no type of resource: " + type);
    };
  }

  private static void resource(
      String type, String name, Object fields, Map<String, ? extends Message> of) {
    Message message = of.get(name);
    if (fields.equals("absent")) {
      assertThat(message).as("%s %s", type, name).isNull();
      return;
    }
    assertThat(message).as("%s %s, of %s", type, name, of.keySet()).isNotNull();
    String json = MessageJson.print(Objects.requireNonNull(message), Names.PROTO);
    contains(type + " " + name, Tree.read(json), fields, json);
  }

  /// Maps have at least what is expected, lists exactly that; null is a field that is not there.
  private static void contains(String where, Object actual, Object expected, String whole) {
    switch (expected) {
      case Map<?, ?> fields -> {
        if (!(actual instanceof Map<?, ?> map)) {
          fail("%s is %s, not a message, in %s", where, actual, whole);
          return;
        }
        for (Map.Entry<?, ?> field : fields.entrySet()) {
          String at = where + "." + field.getKey();
          Object value = map.get(field.getKey());
          if (Tree.NULL.equals(field.getValue())) {
            assertThat(value).as("%s in %s", at, whole).isNull();
          } else if (value == null) {
            fail("%s is not there, in %s", at, whole);
          } else {
            contains(at, value, field.getValue(), whole);
          }
        }
      }
      case List<?> items -> {
        if (!(actual instanceof List<?> list) || list.size() != items.size()) {
          fail("%s is %s, expected %s, in %s", where, actual, items, whole);
          return;
        }
        for (int i = 0; i < items.size(); i++) {
          contains(where + "[" + i + "]", list.get(i), items.get(i), whole);
        }
      }
      default ->
          assertThat(String.valueOf(actual))
              .as("%s in %s", where, whole)
              .isEqualTo(String.valueOf(expected));
    }
  }

  /// Each expected one is there, and no error that is not expected.
  private static void problems(Row row, Translation translation) {
    List<Problem> problems = new ArrayList<>();
    for (Change change : Translation.puts(row.input())) {
      if (change instanceof Change.Problems said) {
        problems.addAll(said.problems());
      }
    }
    problems.addAll(translation.problems());
    problems.addAll(
        new Analysis(row.proxy()).findings(translation.mesh().resources(), translation.snapshot()));
    List<String> texts = problems.stream().map(each -> each.severity() + " " + each).toList();
    for (String words : row.problems()) {
      assertThat(texts).as("problems").anyMatch(text -> text.contains(words));
    }
    for (String text : texts) {
      if (text.toUpperCase(java.util.Locale.ROOT).startsWith("ERROR")) {
        assertThat(row.problems()).as("expects: %s", text).anyMatch(text::contains);
      }
    }
  }
}
