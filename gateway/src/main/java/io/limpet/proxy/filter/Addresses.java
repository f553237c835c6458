package io.limpet.proxy.filter;

/// IP addresses as text.
final class Addresses {
  private Addresses() {}

  /// `10.0.0.1:80` and `[::1]:80` without port and brackets.
  static String ip(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      return address;
    }
    return address.charAt(0) == '[' ? address.substring(1, colon - 1) : address.substring(0, colon);
  }

  static boolean isLoopback(String ip) {
    return ip.startsWith("127.") || ip.equals("::1");
  }
}
