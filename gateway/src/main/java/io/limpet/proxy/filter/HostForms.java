package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.plan.HttpPlan.Hosts;

/// What is taken off a host before it is routed (Envoy: source/common/http/header_utility.cc,
/// stripTrailingHostDot and stripPortFromHost).
final class HostForms {
  private static final int NO_PORT = -1;

  private HostForms() {}

  static void apply(EditableRequestHead head, Hosts hosts) {
    if (hosts.trailingDot()) {
      replace(head, withoutDot(head.authority()));
    }
    if (head.connectMethod()) {
      return; // the port says where the tunnel leads
    }
    switch (hosts.port()) {
      case NONE -> {}
      case ANY -> replace(head, withoutPort(head.authority(), NO_PORT));
      case MATCHING -> replace(head, withoutPort(head.authority(), listeners(head)));
    }
  }

  private static void replace(EditableRequestHead head, String host) {
    if (host.length() != head.authority().length()) {
      head.authority(host);
    }
  }

  /// `host.` and `host.:80` without the dot; the dots of an address stand elsewhere.
  static String withoutDot(String host) {
    int dot = host.lastIndexOf('.');
    if (dot < 0) {
      return host;
    }
    if (dot == host.length() - 1) {
      return host.substring(0, dot);
    }
    return host.charAt(dot + 1) == ':' ? host.substring(0, dot) + host.substring(dot + 1) : host;
  }

  /// Without its port, if it is the one that is wanted or any is.
  static String withoutPort(String host, int wanted) {
    int colon = host.lastIndexOf(':');
    if (colon < 0 || host.indexOf(']') > colon) {
      return host;
    }
    long port = number(host, colon + 1);
    return port < 0 || (wanted != NO_PORT && port != wanted) ? host : host.substring(0, colon);
  }

  private static int listeners(EditableRequestHead head) {
    return (int) number(head.localAddress(), head.localAddress().lastIndexOf(':') + 1);
  }

  /// A number of 32 bits, with a sign before it if one likes (absl: SimpleAtoi); below 0 for none.
  private static long number(String text, int from) {
    int at = from < text.length() && text.charAt(from) == '+' ? from + 1 : from;
    if (at == text.length()) {
      return -1;
    }
    long value = 0;
    for (; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (letter < '0' || letter > '9' || value > 0xffff_ffffL) {
        return -1;
      }
      value = value * 10 + letter - '0';
    }
    return value <= 0xffff_ffffL ? value : -1;
  }
}
