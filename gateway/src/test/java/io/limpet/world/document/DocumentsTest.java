package io.limpet.world.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.model.tree.YamlReader;
import io.limpet.world.document.ThreeWayMerge.Unchanged;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Merges, patches and selectors.
final class DocumentsTest {
  private static Mapping tree(String yaml) {
    return (Mapping) YamlReader.readAll(yaml).getFirst().root();
  }

  private static String json(Mapping mapping) {
    return JsonWriter.compact(mapping);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SET_AGAIN | {a: 1}       | {a: 2}       | {a: 1}             | {a: 1}
          KEEP_LIVE | {a: 1}       | {a: 2}       | {a: 1}             | {a: 2}
          KEEP_LIVE | {a: 1}       | {a: 2}       | {a: 3}             | {a: 3}
          SET_AGAIN | {a: 1, b: 1} | {a: 1, b: 1} | {a: 1}             | {a: 1}
          SET_AGAIN | {}           | {a: 1, b: 1} | {a: 2}             | {a: 2, b: 1}
          SET_AGAIN | {m: {x: 1}}  | {m: {x: 1, y: 2}} | {m: {z: 3}}   | {m: {y: 2, z: 3}}
          SET_AGAIN | {l: [1]}     | {l: [1, 2]}  | {l: [3]}           | {l: [3]}
          SET_AGAIN | {a: 1}       | {a: 1}       | {a: null}          | {}
          """)
  void threeWayMergeBringsChangesToTheLiveObject(
      Unchanged unchanged, String last, String live, String next, String merged) {
    Mapping result = new ThreeWayMerge(unchanged).merge(tree(last), tree(live), tree(next));
    assertThat(json(result)).isEqualTo(json(tree(merged)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {a: 1} | {a: null, b: {c: 2}} | {b: {c: 2}}
          {containers: [{name: a, x: 1}, {name: b}]} | {containers: [{name: a, y: 2}]} | \
          {containers: [{name: a, x: 1, y: 2}, {name: b}]}
          {containers: [{name: a}, {name: b}]} | {containers: [{name: b, $patch: delete}]} | \
          {containers: [{name: a}]}
          {ports: [{port: 1}]} | {ports: [{port: 2}]} | {ports: [{port: 1}, {port: 2}]}
          {args: [a, b]} | {args: [c]} | {args: [c]}
          {s: {a: 1, b: 2}} | {s: {$patch: replace, c: 3}} | {s: {c: 3}}
          {s: {a: 1, b: 2}} | {s: {$retainKeys: [a, c], c: 3}} | {s: {a: 1, c: 3}}
          {finalizers: [a, b]} | {$deleteFromPrimitiveList/finalizers: [a]} | {finalizers: [b]}
          {e: [{name: a}]} | {$setElementOrder/e: [{name: a}]} | {e: [{name: a}]}
          """)
  void strategicMergeKnowsWhichListsAreSets(String target, String patch, String result) {
    assertThat(json(StrategicMerge.apply(tree(target), tree(patch)))).isEqualTo(json(tree(result)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {a: 1} | {op: add, path: /b, value: 2} | {a: 1, b: 2}
          {l: [1, 2]} | {op: add, path: /l/-, value: 3} | {l: [1, 2, 3]}
          {l: [1, 2]} | {op: add, path: /l/0, value: 0} | {l: [0, 1, 2]}
          {l: [1, 2]} | {op: replace, path: /l/1, value: 3} | {l: [1, 3]}
          {m: {a/b: 1}} | {op: remove, path: /m/a~1b} | {m: {}}
          {a: 1} | {op: move, from: /a, path: /b} | {b: 1}
          {a: 1} | {op: test, path: /a, value: 1} | {a: 1}
          """)
  void jsonPatchTakesEachStep(String target, String step, String result) {
    var steps = Tree.items(tree("{steps: [" + step + "]}"), "steps");
    assertThat(json(JsonPatch.apply(tree(target), steps))).isEqualTo(json(tree(result)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {op: remove, path: /b}
          {op: replace, path: /l/7, value: 1}
          {op: test, path: /a, value: 2}
          {op: jump, path: /a}
          """)
  void jsonPatchSaysWhichStepIsImpossible(String step) {
    var steps = Tree.items(tree("{steps: [" + step + "]}"), "steps");
    assertThatThrownBy(() -> JsonPatch.apply(tree("{a: 1, l: [1]}"), steps))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                   | true
          app=web              | true
          app==web,tier!=db    | true
          app=shop             | false
          app                  | true
          !app                 | false
          !old                 | true
          app in (shop, web)   | true
          app notin (shop,web) | false
          none notin (a)       | true
          """)
  void selectorMatchesLabels(String selector, boolean matches) {
    Map<String, String> labels = Map.of("app", "web", "tier", "front");
    assertThat(LabelSelector.parse(selector).matches(labels)).isEqualTo(matches);
  }
}
