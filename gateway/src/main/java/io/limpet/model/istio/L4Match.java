package io.limpet.model.istio;

import io.limpet.model.OrderedMap;
import java.util.List;
import java.util.Map;

/// Which connections a rule of `tls` or `tcp` is for. `sniHosts` is empty in `tcp`; `port` is 0 and
/// texts are empty where not written.
public record L4Match(
    List<String> sniHosts,
    List<String> destinationSubnets,
    int port,
    Map<String, String> sourceLabels,
    List<String> gateways,
    String sourceNamespace) {
  public L4Match {
    sniHosts = List.copyOf(sniHosts);
    destinationSubnets = List.copyOf(destinationSubnets);
    sourceLabels = OrderedMap.copyOf(sourceLabels);
    gateways = List.copyOf(gateways);
  }
}
