package io.limpet.proxy;

import java.net.InetSocketAddress;

/// Where a listener wants to listen. Those that take any port are told apart by name: each has a
/// socket of its own.
record ListenAt(InetSocketAddress address, String name) {
  static ListenAt of(InetSocketAddress address, String listener) {
    return new ListenAt(address, address.getPort() == 0 ? listener : "");
  }
}
