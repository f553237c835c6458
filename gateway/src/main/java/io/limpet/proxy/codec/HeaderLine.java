package io.limpet.proxy.codec;

import java.nio.charset.StandardCharsets;

/// A header whose name and value are known beforehand, ready to be copied into a message.
public final class HeaderLine {
  private final HeaderName name;
  private final byte[] bytes;

  private HeaderLine(HeaderName name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  public static HeaderLine of(HeaderName name, String value) {
    String text = name.text() + ": " + value + "\r\n";
    return new HeaderLine(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public static HeaderLine of(String lowerCaseName, String value) {
    return of(HeaderName.of(lowerCaseName), value);
  }

  public HeaderName name() {
    return name;
  }

  /// `name: value` and the line's end.
  byte[] bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return new String(bytes, 0, bytes.length - 2, StandardCharsets.ISO_8859_1);
  }
}
