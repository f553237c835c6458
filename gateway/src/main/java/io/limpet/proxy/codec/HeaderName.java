package io.limpet.proxy.codec;

import java.nio.charset.StandardCharsets;

/// A header's name, ready to be written: made once, used for many messages.
public final class HeaderName {
  private final String text;
  private final byte[] prefix;
  private final int known;

  private HeaderName(String text) {
    this.text = text;
    this.prefix = (text + ": ").getBytes(StandardCharsets.ISO_8859_1);
    this.known = KnownHeader.find(text);
  }

  /// The name must be in lower case and one that HTTP allows.
  public static HeaderName of(String lowerCase) {
    byte[] bytes = lowerCase.getBytes(StandardCharsets.ISO_8859_1);
    boolean good = bytes.length > 0;
    for (byte octet : bytes) {
      good &= Octets.name(octet) == octet;
    }
    if (!good) {
      throw new IllegalArgumentException(
          "`" + lowerCase + "` is not the name of a header in lower case");
    }
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

  /// The number of the [KnownHeader], or [WordTable#NONE].
  int known() {
    return known;
  }

  @Override
  public String toString() {
    return text;
  }
}
