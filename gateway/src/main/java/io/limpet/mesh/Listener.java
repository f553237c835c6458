package io.limpet.mesh;

/// An address that the gateway listens on with HTTP. `routes` names its [RouteTable].
public record Listener(String address, int port, String routes, String gatewayNamespace) {
  /// As Istio names it: `0.0.0.0_8080`.
  public String name() {
    return address + "_" + port;
  }
}
