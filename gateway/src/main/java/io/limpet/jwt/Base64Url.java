package io.limpet.jwt;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Base64 as URLs have it, with or without its padding.
final class Base64Url {
  private Base64Url() {}

  /// Null for what is none.
  static byte @Nullable [] decode(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return null; // the caller says what is wrong with it
    }
  }
}
