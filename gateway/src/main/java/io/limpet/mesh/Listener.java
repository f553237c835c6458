package io.limpet.mesh;

import java.util.List;

/// An address that the gateway listens on. The beginning of a connection chooses among `chains`:
/// the most specific whose match holds.
public record Listener(
    String address, int port, String gatewayNamespace, List<FilterChain> chains) {
  public Listener {
    chains = List.copyOf(chains);
  }

  /// As Istio names it: `0.0.0.0_8080`.
  public String name() {
    return address + "_" + port;
  }
}
