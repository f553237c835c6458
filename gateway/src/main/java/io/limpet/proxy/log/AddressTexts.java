package io.limpet.proxy.log;

import io.limpet.proxy.plan.match.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Socket addresses as Envoy writes them: `10.0.0.1:80`, `[::1]:80`. Empty where there is none: the
/// connection may be gone already.
public final class AddressTexts {
  private AddressTexts() {}

  public static String text(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return "";
    }
    String ip = ip(inet);
    return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + inet.getPort();
  }

  public static String ip(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return "";
    }
    @Nullable InetAddress ip = inet.getAddress();
    return ip == null ? inet.getHostString() : IpAddress.text(ip);
  }

  /// `10.0.0.1:80` and `[::1]:80` without port and brackets.
  public static @Nullable String withoutPort(@Nullable String address) {
    int colon = address == null ? -1 : address.lastIndexOf(':');
    if (address == null || colon < 0) {
      return address;
    }
    return address.charAt(0) == '[' ? address.substring(1, colon - 1) : address.substring(0, colon);
  }

  /// Below 0 where there is none.
  public static int port(@Nullable String address) {
    int colon = address == null ? -1 : address.lastIndexOf(':');
    return address == null || colon < 0 ? -1 : Integer.parseInt(address.substring(colon + 1));
  }
}
