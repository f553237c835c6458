package io.limpet.proxy.codec;

import java.nio.charset.StandardCharsets;

/// A header's name, ready to be written: made once, used for many messages.
public final class HeaderName {
  private final String text;
  private final byte[] prefix;

  private HeaderName(String text) {
    this.text = text;
    this.prefix = (text + ": ").getBytes(StandardCharsets.ISO_8859_1);
  }

  /// The name must be in lower case.
  public static HeaderName of(String lowerCase) {
    return new HeaderName(lowerCase);
  }

  /// In lower case.
  public String text() {
    return text;
  }

  /// `name: `.
  byte[] prefix() {
    return prefix;
  }

  @Override
  public String toString() {
    return text;
  }
}
