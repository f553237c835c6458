package io.limpet.proxy.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The headers of a head that was read (or made here) and will be written on.
///
/// Edits are seen by later questions and by the writers; added lines come after those that were
/// read, in the order in which they were added.
public interface EditableHeaders {
  /// The first value of a header, or null if there is none. The name is in lower case.
  @Nullable String header(String name);

  /// Every value of a header, in order.
  List<String> headers(String name);

  /// Whether there is a line of that name, without making a text of its value.
  boolean has(HeaderName name);

  /// Adds a line, beside any of the same name.
  void add(HeaderName name, String value);

  void add(HeaderLine line);

  /// Adds a line and removes all others of the same name.
  void set(HeaderName name, String value);

  void set(HeaderLine line);

  /// Removes all lines of that name.
  void remove(HeaderName name);
}
