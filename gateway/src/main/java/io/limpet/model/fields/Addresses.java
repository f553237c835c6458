package io.limpet.model.fields;

import java.net.InetAddress;

/// Internet addresses as text.
public final class Addresses {
  private Addresses() {}

  /// Whether the text is an address of version 4, with all four parts, or of version 6.
  public static boolean valid(String text) {
    boolean four = text.chars().filter(each -> each == '.').count() == 3;
    if (!four && !text.contains(":")) {
      return false;
    }
    try {
      InetAddress _ = InetAddress.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Refuses what is no address.
  public static void check(Fields fields, String key, String text) {
    if (!valid(text)) {
      fields.refuse(
          key, "bad-address", "\"" + text + "\" is no IP address; write one such as 10.0.0.7");
    }
  }
}
