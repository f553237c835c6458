package io.limpet.model.istio;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import java.util.Map;

/// A service that Kubernetes does not know. Its labels (in the metadata) are the service's.
public record ServiceEntry(
    Metadata metadata,
    Origin origin,
    List<String> hosts,
    List<String> addresses,
    List<Port> ports,
    Location location,
    Resolution resolution,
    List<Endpoint> endpoints,
    Map<String, String> workloadSelector,
    List<String> exportTo,
    List<String> subjectAltNames)
    implements Resource {
  public ServiceEntry {
    hosts = List.copyOf(hosts);
    addresses = List.copyOf(addresses);
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
    workloadSelector = OrderedMap.copyOf(workloadSelector);
    exportTo = List.copyOf(exportTo);
    subjectAltNames = List.copyOf(subjectAltNames);
  }

  @Override
  public Kind kind() {
    return Kind.SERVICE_ENTRY;
  }

  public enum Location {
    MESH_EXTERNAL,
    MESH_INTERNAL
  }

  public enum Resolution {
    NONE,
    STATIC,
    DNS,
    DNS_ROUND_ROBIN,
    DYNAMIC_DNS
  }

  /// `protocol` is as written (`HTTP`, `http2`, …); `targetPort` is 0 where not written.
  public record Port(int number, String name, String protocol, int targetPort) {}

  /// `address` is an IP address, a host's name or `unix://` and a path, or empty where only the
  /// network is known. `ports` has the endpoint's own number for a port's name; `weight` is 0 where
  /// not written.
  public record Endpoint(
      String address,
      Map<String, Integer> ports,
      Map<String, String> labels,
      String network,
      String locality,
      int weight,
      String serviceAccount) {
    public Endpoint {
      ports = OrderedMap.copyOf(ports);
      labels = OrderedMap.copyOf(labels);
    }

    Endpoint withLabels(Map<String, String> others) {
      return new Endpoint(address, ports, others, network, locality, weight, serviceAccount);
    }
  }
}
