package io.limpet.proxy.plan.reading.fields;

import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.limpet.proxy.plan.match.Ipv6Text;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;

/// Addresses to connect to or from.
public final class SocketAddresses {
  /// Connections are in TCP, whatever `protocol` says; `ipv4_compat` is for listeners.
  public static final Set<String> KNOWN =
      Set.of("address", "port_value", "protocol", "ipv4_compat");

  private SocketAddresses() {}

  /// Refuses what is no IP address.
  public static InetSocketAddress ip(SocketAddress address, Place at) {
    at.onlyKnows(address, KNOWN);
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(address.getAddress()), address.getPortValue());
    } catch (IllegalArgumentException e) {
      throw at.refused("\"" + address.getAddress() + "\" is no IP address; names are not resolved");
    }
  }

  /// As Envoy writes it in tokens and hash keys: `10.0.0.1:80`, `[::1]:80`.
  public static String text(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    return ip instanceof Inet6Address six
        ? "[" + Ipv6Text.of(six) + "]:" + address.getPort()
        : ip.getHostAddress() + ":" + address.getPort();
  }
}
