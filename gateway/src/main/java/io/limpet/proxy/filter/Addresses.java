package io.limpet.proxy.filter;

/// IP addresses as text.
final class Addresses {
  private Addresses() {}

  static boolean isLoopback(String ip) {
    return ip.startsWith("127.") || ip.equals("::1");
  }
}
