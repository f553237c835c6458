package io.limpet.proxy.codec;

import io.limpet.proxy.head.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The headers of a head that was read (or made here) and will be written on.
///
/// Edits are seen by later questions and by the writers; added lines come after those that were
/// read, in the order in which they were added.
public interface EditableHeaders extends Headers {
  HeaderLines lines();

  @Override
  default @Nullable String header(String name) {
    int line = lines().find(name, 0);
    return line < 0 ? null : lines().text(line);
  }

  @Override
  default List<String> headers(String name) {
    HeaderLines lines = lines();
    int line = lines.find(name, 0);
    if (line < 0) {
      return List.of();
    }
    int next = lines.find(name, line + 1);
    if (next < 0) {
      return List.of(lines.text(line));
    }
    List<String> values = new ArrayList<>(4);
    values.add(lines.text(line));
    for (; next >= 0; next = lines.find(name, next + 1)) {
      values.add(lines.text(next));
    }
    return values;
  }

  /// Whether there is a line of that name, without making a text of its value.
  default boolean has(HeaderName name) {
    return lines().find(name, 0) >= 0;
  }

  /// False if no line's name begins with `x-envoy-`: then none of those need be looked for.
  default boolean mayHaveEnvoyHeaders() {
    return lines().mayHaveEnvoys();
  }

  /// Adds a line, beside any of the same name.
  default void add(HeaderName name, String value) {
    lines().add(name, value);
  }

  default void add(HeaderLine line) {
    lines().add(line);
  }

  /// Adds a line, or joins its value to those of a header that Envoy keeps once.
  default void append(HeaderLine line) {
    HeaderName name = line.name();
    if (has(name) && isInline(name)) {
      set(name, String.join(",", headers(name.text())) + "," + line.value());
    } else {
      add(line);
    }
  }

  /// Whether Envoy keeps such a header once (Envoy: inline headers).
  boolean isInline(HeaderName name);

  /// Adds a line and removes all others of the same name.
  default void set(HeaderName name, String value) {
    lines().removeAll(name);
    lines().add(name, value);
  }

  /// The same with a value that is ready as bytes: it has nothing that a value may not.
  default void set(HeaderName name, byte[] value, int length) {
    lines().removeAll(name);
    lines().add(name, value, length);
  }

  /// The same with a number, which is not below 0.
  default void set(HeaderName name, long number) {
    lines().removeAll(name);
    lines().add(name, number);
  }

  default void set(HeaderLine line) {
    lines().removeAll(line.name());
    lines().add(line);
  }

  /// Removes all lines of that name.
  default void remove(HeaderName name) {
    lines().removeAll(name);
  }

  /// Removes all lines whose names, in lower case, are so.
  default void removeIf(Predicate<String> names) {
    lines().removeIf(names);
  }
}
