package io.limpet.model.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OrderedFieldsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 8, 9, 100})
  void aCopyIsAsTheMapInItsOrder(int size) {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (int i = size; i > 0; i--) {
      map.put("key " + i, i);
    }

    Map<String, Integer> copy = OrderedFields.copyOf(map);

    assertThat(copy).containsExactlyEntriesOf(map).isEqualTo(map).hasSameHashCodeAs(map);
    assertThat(new TreeMap<>(map)).isEqualTo(copy);
    map.forEach((key, value) -> assertThat(copy.get(key)).isEqualTo(value));
    assertThat(copy.get("another")).isNull();
    assertThat(copy.containsKey("another")).isFalse();
    assertThat(copy.getOrDefault("another", 7)).isEqualTo(7);
    Map<String, Integer> visited = new LinkedHashMap<>();
    copy.forEach(visited::put);
    assertThat(visited).containsExactlyEntriesOf(map);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9})
  void aCopyStaysAsItIs(int size) {
    Map<String, Integer> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put("key " + i, i);
    }

    Map<String, Integer> copy = OrderedFields.copyOf(map);
    map.clear();

    assertThat(copy).hasSize(size);
    assertThatThrownBy(() -> copy.put("another", 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> copy.remove("key 0"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(copy::clear).isInstanceOf(UnsupportedOperationException.class);
  }
}
