package io.limpet.proxy.codec;

import io.limpet.proxy.head.Headers;
import java.util.function.Predicate;

/// The headers of a head that was read (or made here) and will be written on.
///
/// Edits are seen by later questions and by the writers; added lines come after those that were
/// read, in the order in which they were added.
public interface EditableHeaders extends Headers {
  /// Whether there is a line of that name, without making a text of its value.
  boolean has(HeaderName name);

  /// Adds a line, beside any of the same name.
  void add(HeaderName name, String value);

  void add(HeaderLine line);

  /// Adds a line and removes all others of the same name.
  void set(HeaderName name, String value);

  /// The same with a value that is ready as bytes: it has nothing that a value may not.
  void set(HeaderName name, byte[] value, int length);

  /// The same with a number, which is not below 0.
  void set(HeaderName name, long number);

  void set(HeaderLine line);

  /// Removes all lines of that name.
  void remove(HeaderName name);

  /// Removes all lines whose names, in lower case, are so.
  void removeIf(Predicate<String> names);
}
