package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import java.util.List;

/// What is answered.
sealed interface Reply {
  /// A document; kubectl prints each warning.
  record Json(int code, Mapping document, List<String> warnings) implements Reply {
    public Json {
      warnings = List.copyOf(warnings);
    }
  }

  record Text(String text) implements Reply {}

  /// Events, until the client or the time ends it.
  record Stream(WatchStream events) implements Reply {}

  static Json ok(Mapping document) {
    return new Json(200, document, List.of());
  }
}
