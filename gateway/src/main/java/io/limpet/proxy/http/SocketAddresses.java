package io.limpet.proxy.http;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.listener.ConnectionStart;
import io.limpet.proxy.plan.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Socket addresses, and the ends of connections, as Envoy writes them: `10.0.0.1:80`, `[::1]:80`.
final class SocketAddresses {
  private SocketAddresses() {}

  /// What all requests of a connection share.
  static ConnectionEnds ends(ConnectionStart start) {
    return new ConnectionEnds(
        start.tls().encrypted() ? "https" : "http",
        text(start.peer()),
        ip(start.peer()),
        text(start.local()),
        start.tls(),
        start.proxied());
  }

  /// Empty where there is none: the connection may be gone already.
  static String text(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return "";
    }
    String ip = ip(inet);
    return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + inet.getPort();
  }

  static String ip(@Nullable SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return "";
    }
    @Nullable InetAddress ip = inet.getAddress();
    if (ip == null) {
      return inet.getHostString();
    }
    String text = ip.getHostAddress();
    @Nullable String shortened = text.indexOf(':') < 0 ? text : IpAddress.canonical(text);
    return shortened == null ? text : shortened;
  }
}
