package io.limpet.xds.patch;

import io.limpet.model.istio.EnvoyFilter.Operation;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts things into a list, and takes them out.
final class Splice {
  private Splice() {}

  /// Whether the list is another now. `meant` is null where no item is named: then "before" is the
  /// beginning, "after" is the end, and nothing is removed or replaced. An item that is named and
  /// not there changes nothing.
  static <T> boolean apply(
      List<T> list, Operation operation, @Nullable Predicate<T> meant, Supplier<T> value) {
    return switch (operation) {
      case ADD -> list.add(value.get());
      case INSERT_FIRST -> insert(list, 0, value);
      case INSERT_BEFORE -> insert(list, meant == null ? 0 : first(list, meant), value);
      case INSERT_AFTER -> {
        int at = meant == null ? list.size() - 1 : first(list, meant);
        yield (at >= 0 || meant == null) && insert(list, at + 1, value);
      }
      case REPLACE -> {
        int at = meant == null ? -1 : first(list, meant);
        if (at >= 0) {
          list.set(at, value.get());
        }
        yield at >= 0;
      }
      case REMOVE -> meant != null && list.removeIf(meant);
      case MERGE, MERGE_AND_REPLACE_LIST -> false;
    };
  }

  private static <T> boolean insert(List<T> list, int at, Supplier<T> value) {
    if (at < 0) {
      return false;
    }
    list.add(at, value.get());
    return true;
  }

  private static <T> int first(List<T> list, Predicate<T> meant) {
    for (int i = 0; i < list.size(); i++) {
      if (meant.test(list.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
