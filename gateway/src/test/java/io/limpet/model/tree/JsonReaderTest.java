package io.limpet.model.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonReaderTest {
  @Test
  void everyValueKnowsItsLine() {
    Document document =
        JsonReader.readAll(
                """
                {
                  "a": [1, 2.5,
                        "x", true, null]
                }
                """)
            .getFirst();
    assertThat(document.root())
        .isEqualTo(
            new Value.Mapping(
                1,
                Map.of(
                    "a",
                    new Value.Sequence(
                        2,
                        List.of(
                            new Value.Whole(2, 1),
                            new Value.Fraction(2, 2.5),
                            new Value.Text(3, "x"),
                            new Value.Truth(3, true),
                            new Value.Nothing(3)))),
                Map.of("a", 2)));
  }

  @Test
  void severalDocumentsMayFollowOneAnother() {
    assertThat(JsonReader.readAll("{\"a\": 1}\n{\"a\": 2}")).hasSize(2);
  }

  @Test
  void whatIsReadBeforeAMistakeCounts() {
    List<Document> documents = JsonReader.readAll("{\"a\": 1}\n{\"a\": 1,\n \"b\": }\n");
    assertThat(documents).hasSize(2);
    assertThat(documents.get(1).mistakes())
        .singleElement()
        .satisfies(each -> assertThat(each.line()).isEqualTo(3))
        .satisfies(each -> assertThat(each.message()).startsWith("is not JSON: "))
        .satisfies(each -> assertThat(each.message()).endsWith("commas, brackets and quotes"));
  }

  @Test
  void aKeyWrittenTwiceIsReported() {
    assertThat(JsonReader.readAll("{\"a\": 1,\n\"a\": 2}").getFirst().mistakes())
        .containsExactly(
            new Mistake(
                2,
                "a",
                Mistake.DUPLICATE_KEY,
                "is written twice, first in line 1; the first counts: remove one"));
  }
}
