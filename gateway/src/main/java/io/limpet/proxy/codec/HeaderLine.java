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

  /// Bytes that may not stand in a value, a line's end above all, become `?`.
  public static HeaderLine of(HeaderName name, String value) {
    byte[] prefix = name.prefix();
    byte[] bytes = new byte[prefix.length + value.length() + 2];
    System.arraycopy(prefix, 0, bytes, 0, prefix.length);
    Octets.putValue(value, bytes, prefix.length);
    bytes[bytes.length - 2] = Octets.CR;
    bytes[bytes.length - 1] = Octets.LF;
    return new HeaderLine(name, bytes);
  }

  public static HeaderLine of(String lowerCaseName, String value) {
    return of(HeaderName.of(lowerCaseName), value);
  }

  public HeaderName name() {
    return name;
  }

  /// `name: value` and the line's end.
  public byte[] bytes() {
    return bytes;
  }

  String value() {
    int start = name.prefix().length;
    return new String(bytes, start, bytes.length - 2 - start, StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, bytes.length - 2, StandardCharsets.ISO_8859_1);
  }
}
