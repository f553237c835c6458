package io.limpet.mesh;

import io.limpet.mesh.security.Security;
import java.util.ArrayList;
import java.util.List;

/// An address that the gateway listens on. The beginning of a connection chooses among `chains`:
/// the most specific whose match holds. `security` is what the gateway's policies ask, of all
/// chains alike.
public record Listener(
    String address,
    int port,
    String gatewayNamespace,
    List<FilterChain> chains,
    Security security) {
  public Listener {
    chains = List.copyOf(chains);
  }

  public Listener(String address, int port, String gatewayNamespace, List<FilterChain> chains) {
    this(address, port, gatewayNamespace, chains, Security.NONE);
  }

  Listener with(Security policies) {
    return new Listener(address, port, gatewayNamespace, chains, policies);
  }

  /// As Istio names it: `0.0.0.0_8080`.
  public String name() {
    return address + "_" + port;
  }

  /// The secrets that its chains ask the control plane for.
  public List<String> secretNames() {
    List<String> names = new ArrayList<>();
    for (FilterChain chain : chains) {
      if (chain.tls() != null) {
        names.addAll(chain.tls().secretNames());
      }
    }
    return names;
  }
}
