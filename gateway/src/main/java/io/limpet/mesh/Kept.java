package io.limpet.mesh;

import org.jspecify.annotations.Nullable;

/// What stays the same object where nothing changed: whoever follows sees by identity what did.
public final class Kept {
  private Kept() {}

  /// The old one where both say the same.
  public static <T> T of(@Nullable T old, T now) {
    return old != null && old.equals(now) ? old : now;
  }
}
