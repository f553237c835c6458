package io.limpet.xds.resources;

import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// What was made of each element of a list, to be used again for the list as it is now: of
/// thousands of endpoints few change, and those that stay keep their order.
///
/// Both lists are walked side by side. An element that is not found near the one before it counts
/// as new, so whatever the order, the answer is right, and only the work may be more.
public final class Formerly<K, V> {
  /// As many endpoints as an EndpointSlice has at most: one that is gone is stepped over.
  private static final int NEAR = 1000;

  private final List<K> elements;
  private final List<V> made;
  private final BiPredicate<K, K> same;
  private int next;

  /// `made` has an element for each of `elements`, in their order.
  public Formerly(List<K> elements, List<V> made, BiPredicate<K, K> same) {
    this.elements = elements;
    this.made = made;
    this.same = same;
  }

  /// What was made of the element, or null where it has to be made. To be asked in the order of the
  /// list as it is now.
  public @Nullable V of(K element) {
    int end = Math.min(elements.size(), next + NEAR);
    for (int i = next; i < end; i++) {
      if (same.test(elements.get(i), element)) {
        next = i + 1;
        return made.get(i);
      }
    }
    return null;
  }
}
