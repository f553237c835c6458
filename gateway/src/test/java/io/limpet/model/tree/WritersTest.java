package io.limpet.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WritersTest {
  private static final String YAML =
      """
      apiVersion: v1
      kind: Service
      metadata:
        annotations: {}
        labels:
          version: "1"
      spec:
        ports:
        - name: http
          port: 80
        - name: admin
          port: 15000
        hosts:
        - '*'
        lists:
        - - a
          - b
        - []
        script: |
          one
            two
        ttl: 0.5
      """;

  @Test
  void yamlIsWrittenAsKubectlWritesIt() {
    assertThat(YamlWriter.write(YamlReader.readAll(YAML).getFirst().root())).isEqualTo(YAML);
  }

  @Test
  void prettyJsonIsWrittenAsKubectlWritesIt() {
    Value value = YamlReader.readAll("a: {b: [1, {c: d}], e: [], f: {}}").getFirst().root();
    assertThat(JsonWriter.pretty(value))
        .isEqualTo(
            """
            {
                "a": {
                    "b": [
                        1,
                        {
                            "c": "d"
                        }
                    ],
                    "e": [],
                    "f": {}
                }
            }
            """);
    assertThat(JsonWriter.compact(value))
        .isEqualTo("{\"a\":{\"b\":[1,{\"c\":\"d\"}],\"e\":[],\"f\":{}}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yes",
        "No",
        "on",
        "~",
        "null",
        "TRUE",
        "8080",
        "1_000",
        "0x1f",
        "1e3",
        "12:30:45",
        "*",
        "&a",
        "!x",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "-",
        "---",
        "--- a",
        " a",
        "a ",
        "a:",
        "{a}",
        "[a]",
        "a,b",
        "\"a\"",
        "'a'",
        "it's",
        "@a",
        "`a",
        "%a",
        "|",
        ">",
        "a\nb",
        "a\nb\n",
        "a\n\nb\n\n",
        "\na",
        " a\nb",
        "a \nb",
        "tab\there",
        "nul\u0000",
        "\u2028",
        "é",
        "😀",
        "=",
        "<<",
        ".5",
        "...",
        "?",
        "? a",
        ":",
        ":a",
        "a\\b",
        "2026-11-21",
        "a\r\nb"
      })
  void everyTextIsReadBackAsItWas(String text) {
    Value value =
        Value.Mapping.of(
            Map.of("k", new Value.Text(0, text), text, new Value.Sequence(0, List.of(text(text)))));
    assertThat(plain(YamlReader.readAll(YamlWriter.write(value)).getFirst().root()))
        .isEqualTo(plain(value));
    assertThat(plain(JsonReader.readAll(JsonWriter.pretty(value)).getFirst().root()))
        .isEqualTo(plain(value));
  }

  @Test
  void everyTreeIsReadBackAsItWas() {
    for (int seed = 0; seed < 500; seed++) {
      Value value = mapping(new Random(seed), 0);
      String yaml = YamlWriter.write(value);
      assertThat(plain(YamlReader.readAll(yaml).getFirst().root()))
          .as("seed %s:%n%s", seed, yaml)
          .isEqualTo(plain(value));
      assertThat(plain(JsonReader.readAll(JsonWriter.compact(value)).getFirst().root()))
          .as("seed %s", seed)
          .isEqualTo(plain(value));
    }
  }

  private static Value random(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> text(word(random));
      case 1 -> new Value.Whole(0, random.nextLong());
      case 2 -> new Value.Fraction(0, random.nextDouble() * 1e6 + 0.5);
      case 3 -> new Value.Truth(0, random.nextBoolean());
      case 4 -> new Value.Nothing(0);
      case 5 -> mapping(random, depth);
      default -> {
        List<Value> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(random(random, depth + 1));
        }
        yield new Value.Sequence(0, items);
      }
    };
  }

  private static Value.Mapping mapping(Random random, int depth) {
    Map<String, Value> fields = new LinkedHashMap<>();
    for (int i = random.nextInt(3) + 1; i > 0; i--) {
      fields.put(word(random), random(random, depth + 1));
    }
    return Value.Mapping.of(fields);
  }

  private static String word(Random random) {
    String letters = "ab 01:#-'\"\n[]{}*&!.,~|>%@`\\é";
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  private static Value text(String text) {
    return new Value.Text(0, text);
  }

  /// The value without lines.
  private static Object plain(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> {
        Map<String, Object> fields = new LinkedHashMap<>();
        mapping.fields().forEach((key, each) -> fields.put(key, plain(each)));
        yield fields;
      }
      case Value.Sequence sequence -> sequence.items().stream().map(WritersTest::plain).toList();
      case Value.Text text -> text.value();
      case Value.Whole whole -> whole.value();
      case Value.Fraction fraction -> fraction.value();
      case Value.Truth truth -> truth.value();
      case Value.Nothing _ -> "nothing";
    };
  }
}
