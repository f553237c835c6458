package io.limpet.proxy.codec;

import org.jspecify.annotations.Nullable;

/// Envoy's `normalize_path` and `merge_slashes`.
public final class PathNormalizer {
  private PathNormalizer() {}

  /// The path in normal form, the same object if it is so already; null if it may not be (Envoy:
  // 400 with
  /// path_normalization_failed). The query is left as it is.
  public static @Nullable String normalize(String path, boolean normalize, boolean mergeSlashes) {
    throw new UnsupportedOperationException();
  }
}
