package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.PathNormalizer;
import io.netty.util.NetUtil;
import java.util.List;

/// Where a request to change to UDP leads: its path says so, which becomes its host (RFC 9298, 2;
/// Envoy: source/common/http/header_utility.cc, rewriteAuthorityForConnectUdp).
final class UdpTarget {
  /// The protocol that is asked for, in lower case.
  static final String PROTOCOL = "connect-udp";

  private static final List<String> BEGINNING = List.of("", ".well-known", "masque", "udp");
  private static final int HOST = 4;
  private static final int PORT = 5;
  private static final int PARTS = 7;

  private UdpTarget() {}

  /// False where the path is none of `/.well-known/masque/udp/HOST/PORT/`.
  static boolean apply(EditableRequestHead head) {
    List<String> parts = List.of(head.path().split("/", -1));
    if (!isPlain(head.path())
        || parts.size() != PARTS
        || !parts.subList(0, HOST).equals(BEGINNING)
        || !parts.getLast().isEmpty()) {
      return false;
    }
    String host = PathNormalizer.decoded(parts.get(HOST));
    String port = PathNormalizer.decoded(parts.get(PORT));
    boolean good = !host.isEmpty() && !port.isEmpty() && isPlain(host + port);
    if (!good || host.indexOf('%') >= 0) { // zones of IPv6 are not for others
      return false;
    }
    head.authority((isIpv6(host) ? "[" + host + "]" : host) + ":" + port);
    return true;
  }

  private static boolean isIpv6(String host) {
    return host.charAt(0) != '[' && NetUtil.isValidIpV6Address(host);
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(letter -> letter > ' ' && letter < 0x7f);
  }
}
