package io.limpet.model.kubernetes;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.OrderedMap;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.util.List;
import java.util.Map;

/// A Service. Its labels (in the metadata) hold the session labels of Istio.
///
/// `clusterIp` is `None` for a headless Service; `trafficDistribution` is as written.
public record Service(
    Metadata metadata,
    Origin origin,
    Type type,
    String clusterIp,
    Map<String, String> selector,
    List<Port> ports,
    String trafficDistribution,
    InternalTrafficPolicy internalTrafficPolicy,
    boolean publishNotReadyAddresses,
    String externalName)
    implements Resource {
  public Service {
    selector = OrderedMap.copyOf(selector);
    ports = List.copyOf(ports);
  }

  @Override
  public Kind kind() {
    return Kind.SERVICE;
  }

  public boolean headless() {
    return clusterIp.equals("None");
  }

  public enum Type {
    CLUSTER_IP("ClusterIP"),
    NODE_PORT("NodePort"),
    LOAD_BALANCER("LoadBalancer"),
    EXTERNAL_NAME("ExternalName");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /// As written in a document.
    public String text() {
      return text;
    }
  }

  public enum InternalTrafficPolicy {
    CLUSTER("Cluster"),
    LOCAL("Local");

    private final String text;

    InternalTrafficPolicy(String text) {
      this.text = text;
    }

    /// As written in a document.
    public String text() {
      return text;
    }
  }

  /// `target` is the port itself where none is written; `nodePort` is 0 where none is.
  public record Port(
      String name,
      int port,
      PortReference target,
      Protocol protocol,
      String appProtocol,
      int nodePort) {}
}
