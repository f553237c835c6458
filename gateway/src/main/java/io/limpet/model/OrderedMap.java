package io.limpet.model;

import io.limpet.model.tree.OrderedFields;
import java.util.Map;

/// Copies of maps that keep the order written, so that whatever is made of them is the same in
/// every process; the order of [Map#copyOf] is not.
public final class OrderedMap {
  private OrderedMap() {}

  /// An unmodifiable copy in the order of `map`.
  public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> map) {
    return OrderedFields.copyOf(map);
  }
}
