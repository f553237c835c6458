package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of the endpoints of one Service.
public record EndpointSlice(
    Metadata metadata,
    Origin origin,
    AddressType addressType,
    List<Port> ports,
    List<Endpoint> endpoints)
    implements Resource {
  /// The label that names the Service.
  public static final String SERVICE_LABEL = "kubernetes.io/service-name";

  public EndpointSlice {
    ports = List.copyOf(ports);
    endpoints = List.copyOf(endpoints);
  }

  @Override
  public Kind kind() {
    return Kind.ENDPOINT_SLICE;
  }

  /// The name of the Service in the same namespace, empty if the slice belongs to none.
  public String service() {
    return metadata.labels().getOrDefault(SERVICE_LABEL, "");
  }

  /// Whether it came from another cluster, by the Multi-Cluster Services API; such a slice belongs
  /// to a ServiceImport.
  public boolean imported() {
    return metadata.labels().containsKey("multicluster.kubernetes.io/service-name");
  }

  public enum AddressType {
    IPV4("IPv4"),
    IPV6("IPv6"),
    FQDN("FQDN");

    private final String text;

    AddressType(String text) {
      this.text = text;
    }

    /// As written in a document.
    public String text() {
      return text;
    }
  }

  /// `port` is 0 where none is written, which means every port.
  public record Port(String name, int port, Protocol protocol, String appProtocol) {}

  /// `node`, `zone` and `hostname` are empty where not written.
  public record Endpoint(
      List<String> addresses,
      Conditions conditions,
      String hostname,
      String node,
      String zone,
      @Nullable Target target) {
    public Endpoint {
      addresses = List.copyOf(addresses);
    }
  }

  /// Each is null where not written: the API says that an unknown `ready` counts as true, an
  /// unknown `serving` as `ready`, an unknown `terminating` as false.
  public record Conditions(
      @Nullable Boolean ready, @Nullable Boolean serving, @Nullable Boolean terminating) {
    public static final Conditions UNKNOWN = new Conditions(null, null, null);
  }

  /// What is behind an endpoint, mostly a Pod.
  public record Target(String kind, String namespace, String name, String uid) {}
}
