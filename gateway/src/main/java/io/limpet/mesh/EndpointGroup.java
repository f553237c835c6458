package io.limpet.mesh;

import java.util.List;

/// The endpoints of one cluster, by locality.
public record EndpointGroup(String cluster, List<InLocality> localities) {
  public EndpointGroup {
    localities = List.copyOf(localities);
  }

  /// `priority` 0 is used first.
  public record InLocality(Locality locality, int priority, int weight, List<Endpoint> endpoints) {
    public InLocality {
      endpoints = List.copyOf(endpoints);
    }
  }

  /// `workload` is Istio's note of what runs there, empty for none.
  public record Endpoint(String address, int port, Health health, int weight, String workload) {}

  /// What Kubernetes says of an endpoint. UNKNOWN: it says nothing, as for a ServiceEntry's.
  public enum Health {
    UNKNOWN,
    HEALTHY,
    /// Serves the sessions it has; takes no new ones.
    DRAINING,
    UNHEALTHY
  }
}
