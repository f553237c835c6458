package io.limpet.proxy;

import io.limpet.proxy.plan.ListenerPlan;
import java.net.InetSocketAddress;

/// Where a listener wants to listen. Those that take any port are told apart by name: each has a
/// socket of its own. A port of TCP and one of UDP are two.
record ListenAt(InetSocketAddress address, boolean udp, String name) {
  static ListenAt of(ListenerPlan listener) {
    InetSocketAddress address = listener.address();
    return new ListenAt(
        address, listener.quic() != null, address.getPort() == 0 ? listener.name() : "");
  }
}
