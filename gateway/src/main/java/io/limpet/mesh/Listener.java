package io.limpet.mesh;

import io.limpet.mesh.security.Security;
import java.util.ArrayList;
import java.util.List;

/// An address that the gateway listens on. The beginning of a connection chooses among `chains`:
/// the most specific whose match holds. `security` is what the gateway's policies ask, of all
/// chains alike, and `reporting` where it tells of their requests. `quic`: it
/// takes datagrams, and speaks HTTP/3.
public record Listener(
    String address,
    int port,
    boolean quic,
    String gatewayNamespace,
    List<FilterChain> chains,
    Security security,
    Reporting reporting) {
  public Listener {
    chains = List.copyOf(chains);
  }

  public Listener with(Security policies, Reporting telling) {
    return new Listener(address, port, quic, gatewayNamespace, chains, policies, telling);
  }

  /// As Istio names it: `0.0.0.0_8080`, `udp_0.0.0.0_8443`.
  public String name() {
    return name(address, port, quic);
  }

  public static String name(String address, int port, boolean quic) {
    return (quic ? "udp_" : "") + address + "_" + port;
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
