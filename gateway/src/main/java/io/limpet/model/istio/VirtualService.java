package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;

/// Which requests for its hosts go where. One without hosts is only delegated to.
public record VirtualService(
    Metadata metadata,
    Origin origin,
    List<String> hosts,
    List<String> gateways,
    List<String> exportTo,
    List<HttpRoute> http,
    List<L4Route> tls,
    List<L4Route> tcp)
    implements Resource {
  public VirtualService {
    hosts = List.copyOf(hosts);
    gateways = List.copyOf(gateways);
    exportTo = List.copyOf(exportTo);
    http = List.copyOf(http);
    tls = List.copyOf(tls);
    tcp = List.copyOf(tcp);
  }

  /// The same with other hosts, gateways and routes for HTTP.
  public VirtualService with(
      List<String> otherHosts, List<String> otherGateways, List<HttpRoute> otherHttp) {
    return new VirtualService(
        metadata, origin, otherHosts, otherGateways, exportTo, otherHttp, tls, tcp);
  }

  /// Whether it is only delegated to.
  public boolean isDelegate() {
    return hosts.isEmpty();
  }

  @Override
  public Kind kind() {
    return Kind.VIRTUAL_SERVICE;
  }
}
