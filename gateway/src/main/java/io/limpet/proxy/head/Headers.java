package io.limpet.proxy.head;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The headers of a message, to be asked for by name in lower case.
public interface Headers {
  /// Those of what was not understood, or is no request.
  Headers NONE =
      new Headers() {
        @Override
        public @Nullable String header(String name) {
          return null;
        }

        @Override
        public List<String> headers(String name) {
          return List.of();
        }
      };

  /// The first value of a header, or null if there is none.
  @Nullable String header(String name);

  /// Every value of a header, in order.
  List<String> headers(String name);

  /// Whether there is more than one line of that name.
  default boolean hasSeveral(String name) {
    return headers(name).size() > 1;
  }
}
