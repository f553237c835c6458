package io.limpet.proxy.upstream;

import io.limpet.proxy.plan.match.IpAddress;

/// The host of a request's authority, which is asked for in TLS: without its port, and nothing
/// where it is an address (Envoy: router.cc, `auto_sni`).
final class HostOnly {
  private HostOnly() {}

  static String of(String authority) {
    int colon = authority.lastIndexOf(':');
    boolean port = colon > 0 && authority.indexOf(':') == colon;
    String host = port ? authority.substring(0, colon) : authority;
    boolean address = host.startsWith("[") || IpAddress.canonical(host) != null;
    return address ? "" : host;
  }
}
