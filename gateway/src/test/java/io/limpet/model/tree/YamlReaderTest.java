package io.limpet.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlReaderTest {
  @Test
  void everyValueKnowsItsLine() {
    Value.Mapping root =
        mapping(
            """
            # a comment
            a: 1
            b:
              - x
              -
                c: true
            """);
    assertThat(root.line()).isEqualTo(2);
    assertThat(root.lineOf("b")).isEqualTo(3);
    Value.Sequence items = (Value.Sequence) field(root, "b");
    assertThat(items.items().get(0)).isEqualTo(new Value.Text(4, "x"));
    Value.Mapping inner = (Value.Mapping) items.items().get(1);
    assertThat(inner.get("c")).isEqualTo(new Value.Truth(6, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1                    | Whole[line=1, value=1]",
        "-7                   | Whole[line=1, value=-7]",
        "0x1F                 | Whole[line=1, value=31]",
        "0o17                 | Whole[line=1, value=15]",
        "12345678901234567890 | Fraction[line=1, value=1.2345678901234567E19]",
        "1.5                  | Fraction[line=1, value=1.5]",
        ".inf                 | Fraction[line=1, value=Infinity]",
        "true                 | Truth[line=1, value=true]",
        "False                | Truth[line=1, value=false]",
        "yes                  | Text[line=1, value=yes]",
        "on                   | Text[line=1, value=on]",
        "~                    | Nothing[line=1]",
        "null                 | Nothing[line=1]",
        "\"8080\"             | Text[line=1, value=8080]",
        "!!str 8080           | Text[line=1, value=8080]",
        "1h30m                | Text[line=1, value=1h30m]",
        "1.2.3                | Text[line=1, value=1.2.3]",
      })
  void singleValuesAreThoseOfTheCoreSchema(String text, String value) {
    assertThat(field(mapping("a: " + text), "a")).hasToString(value);
  }

  @Test
  void documentsAreCutAtTheirMarkersAndKeepTheirLines() {
    List<Document> documents =
        YamlReader.readAll(
            """
            %YAML 1.2
            ---
            a: 1
            --- # the second
            b: |
              --- not a marker
            ---

            # nothing here
            ---
            c: 3
            ...
            """);
    assertThat(documents).extracting(each -> each.root().line()).containsExactly(3, 5, 11);
    assertThat(documents.get(1).root())
        .isEqualTo(
            new Value.Mapping(
                5, Map.of("b", new Value.Text(5, "--- not a marker\n")), Map.of("b", 5)));
  }

  @Test
  void aByteOrderMarkAndOtherLineEndsAreNoPartOfTheText() {
    Value root = Document.readAll("\ufeffa: 1\r\nb: x\r\n", "a.yaml").getFirst().root();
    assertThat(((Value.Mapping) root).fields())
        .isEqualTo(Map.of("a", new Value.Whole(1, 1), "b", new Value.Text(2, "x")));
  }

  @Test
  void oneBrokenDocumentLeavesTheOthersReadable() {
    List<Document> documents = YamlReader.readAll("a: 1\n---\nb: [1\nc: 2\n---\nd: 4\n");
    assertThat(documents).hasSize(3);
    assertThat(documents.get(1).mistakes())
        .singleElement()
        .satisfies(each -> assertThat(each.syntax()).isTrue())
        .satisfies(each -> assertThat(each.line()).isEqualTo(4));
    assertThat(documents.get(2).root()).isInstanceOf(Value.Mapping.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a:\n\tb: 1'       | indent with spaces, never with tabs",
        "'a: b: c'          | check the indentation, brackets and quotes",
        "'a: *nowhere'      | the alias *nowhere has no anchor before it",
        "'a: !!int x'       | \"x\" is not a number",
        "'a: !secret x'     | the tag !secret is unknown",
        "'? [x]\n: y'       | a key must be a text",
        "'<<: 5'            | << takes a mapping",
      })
  void whatIsNoYamlIsExplained(String text, String message) {
    assertThat(YamlReader.readAll(text.replace("\\n", "\n").replace("\\t", "\t")))
        .singleElement()
        .satisfies(
            document ->
                assertThat(document.mistakes())
                    .singleElement()
                    .satisfies(each -> assertThat(each.message()).contains(message)));
  }

  @Test
  void aKeyWrittenTwiceIsReportedAndTheFirstCounts() {
    Document document = YamlReader.readAll("a:\n  b: 1\n  c: 2\n  b: 3\n").getFirst();
    assertThat(document.mistakes())
        .containsExactly(
            new Mistake(
                4,
                "a.b",
                Mistake.DUPLICATE_KEY,
                "is written twice, first in line 2; the first counts: remove one"));
    Value.Mapping inner = (Value.Mapping) field((Value.Mapping) document.root(), "a");
    assertThat(inner.get("b")).isEqualTo(new Value.Whole(2, 1));
  }

  @Test
  void aliasesAndMergeKeysStandForWhatTheyName() {
    Value.Mapping root =
        mapping(
            """
            base: &base {x: 1, y: 2}
            copy: *base
            more:
              <<: *base
              y: 3
            """);
    assertThat(root.get("copy")).isEqualTo(root.get("base"));
    assertThat(((Value.Mapping) field(root, "more")).fields())
        .isEqualTo(Map.of("x", new Value.Whole(1, 1), "y", new Value.Whole(5, 3)));
  }

  @Test
  void aSmallTextThatUnfoldsToMillionsOfValuesIsRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 10; i++) {
      String last = "*a" + (i - 1);
      text.append("a" + i + ": &a" + i + " [" + (last + ", ").repeat(9) + last + "]\n");
    }
    assertThat(YamlReader.readAll(text.toString()).getFirst().mistakes())
        .singleElement()
        .satisfies(each -> assertThat(each.message()).contains("when its aliases are unfolded"));
  }

  @Test
  void aTextNestedWithoutEndIsRefused() {
    assertThat(YamlReader.readAll("a: " + "[".repeat(100_000)).getFirst().mistakes())
        .singleElement()
        .satisfies(each -> assertThat(each.syntax()).isTrue());
  }

  private static Value.Mapping mapping(String text) {
    Document document = YamlReader.readAll(text).getFirst();
    assertThat(document.mistakes()).isEmpty();
    return (Value.Mapping) document.root();
  }

  private static Value field(Value.Mapping mapping, String key) {
    Value value = mapping.get(key);
    assertThat(value).as(key).isNotNull();
    return value == null ? mapping : value;
  }
}
