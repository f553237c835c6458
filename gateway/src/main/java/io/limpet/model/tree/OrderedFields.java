package io.limpet.model.tree;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Unmodifiable maps that keep the order written, so that whatever is made of them is the same in
/// every process; the order of [Map#copyOf] is not.
///
/// Documents have thousands of small mappings, so a small map is one array: a key, its value, the
/// next key.
public final class OrderedFields<K, V> extends AbstractMap<K, V> {
  private static final int SMALL = 8;

  private final Object[] pairs;

  private OrderedFields(Map<? extends K, ? extends V> map) {
    pairs = new Object[2 * map.size()];
    int at = 0;
    for (Entry<? extends K, ? extends V> each : map.entrySet()) {
      pairs[at++] = each.getKey();
      pairs[at++] = each.getValue();
    }
  }

  /// An unmodifiable copy in the order of `map`, which has no null.
  public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> map) {
    return map.size() <= SMALL
        ? new OrderedFields<>(map)
        : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(key)) {
        return value(i);
      }
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(key(i), value(i));
    }
  }

  @Override
  public Set<Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return OrderedFields.this.size();
      }

      @Override
      public Iterator<Entry<K, V>> iterator() {
        return new Entries();
      }
    };
  }

  private final class Entries implements Iterator<Entry<K, V>> {
    private int next;

    @Override
    public boolean hasNext() {
      return next < pairs.length;
    }

    @Override
    public Entry<K, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      next += 2;
      return Map.entry(key(next - 2), value(next - 2));
    }
  }

  @SuppressWarnings("unchecked") // nothing else was put there
  private K key(int at) {
    return (K) pairs[at];
  }

  @SuppressWarnings("unchecked") // nothing else was put there
  private V value(int at) {
    return (V) pairs[at + 1];
  }
}
