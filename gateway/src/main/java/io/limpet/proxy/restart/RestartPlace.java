package io.limpet.proxy.restart;

import io.netty.channel.unix.DomainSocketAddress;

/// Where the process of a base id and an epoch can be asked for its sockets: in Linux' abstract
/// namespace, as Envoy's (`--base-id`, `--restart-epoch`), so that nothing is left behind by one
/// that was killed.
public record RestartPlace(int baseId, int epoch) {
  DomainSocketAddress address() {
    return new DomainSocketAddress("\0limpet_domain_socket_" + baseId + "_" + epoch);
  }

  RestartPlace before() {
    return new RestartPlace(baseId, epoch - 1);
  }

  @Override
  public String toString() {
    return "base id " + baseId + " and restart epoch " + epoch;
  }
}
