package io.limpet.xds.patch;

import com.google.protobuf.Message;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What became of each message of a type, so that one that is as before is not patched again.
final class Results<M extends Message> {
  private Map<String, Result<M>> last = new TreeMap<>();

  /// Patches one message.
  @FunctionalInterface
  interface Change<M> {
    /// Null where it is removed.
    @Nullable M patched(M message, Matched matched);
  }

  private record Result<M>(M before, @Nullable M after, Matched matched) {}

  /// Those of `messages` that are left, in a map of their own.
  NavigableMap<String, M> of(Map<String, M> messages, Change<M> change, Matched matched) {
    Map<String, Result<M>> now = new TreeMap<>();
    NavigableMap<String, M> patched = new TreeMap<>();
    messages.forEach(
        (name, message) -> {
          Result<M> result = result(last.get(name), message, change);
          now.put(name, result);
          matched.addAll(result.matched());
          if (result.after() != null) {
            patched.put(name, result.after());
          }
        });
    last = now;
    return patched;
  }

  @SuppressWarnings("ReferenceEquality") // identity says what changed
  private static <M> Result<M> result(@Nullable Result<M> old, M message, Change<M> change) {
    if (old != null && old.before() == message) {
      return old;
    }
    Matched matched = new Matched();
    M after = change.patched(message, matched);
    if (message.equals(after)) {
      return new Result<>(message, message, matched);
    }
    if (old != null && after != null && after.equals(old.after())) {
      return new Result<>(message, old.after(), matched);
    }
    return new Result<>(message, after, matched);
  }
}
