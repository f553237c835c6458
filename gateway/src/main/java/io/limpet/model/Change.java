package io.limpet.model;

import io.limpet.model.tree.Value;
import java.util.List;

/// What a source says, in order.
public sealed interface Change {
  /// A resource is new or different. `document` is the whole of what was written.
  record Put(Resource resource, Value.Mapping document) implements Change {}

  /// A resource is gone.
  record Delete(ResourceId id) implements Change {}

  /// All problems now known of one text (a file, or another named part of a source); replaces what
  /// was said of it before.
  record Problems(String source, List<Problem> problems) implements Change {
    public Problems {
      problems = List.copyOf(problems);
    }
  }

  /// A set of keys was fetched, as JSON.
  record KeySet(KeySource source, String jwks) implements Change {}

  /// All that was there at the start has been said.
  record Synced() implements Change {}
}
