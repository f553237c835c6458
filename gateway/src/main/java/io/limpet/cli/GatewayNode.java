package io.limpet.cli;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Locality;
import java.util.Map;

/// Who this gateway says it is, in the words of Istio's agent (`pkg/bootstrap/config.go`): the id
/// is `router~IP~NAME.NAMESPACE~DOMAIN`, and istiod and istioctl read the metadata.
final class GatewayNode {
  private static final String ADDRESS = "127.0.0.1";

  private GatewayNode() {}

  static Node of(GatewayProxy proxy, String istioVersion) {
    String namespace = proxy.namespace();
    String name = name(proxy);
    Node.Builder node =
        Node.newBuilder()
            .setId(
                "router~%s~%s.%s~%s.svc.cluster.local"
                    .formatted(ADDRESS, name, namespace, namespace))
            .setCluster(name + "." + namespace)
            .setMetadata(metadata(proxy, name, istioVersion))
            .setUserAgentName("limpet")
            .setUserAgentVersion(Version.text());
    Locality locality = proxy.locality();
    if (locality != null) {
      node.getLocalityBuilder()
          .setRegion(locality.region())
          .setZone(locality.zone())
          .setSubZone(locality.subzone());
    }
    return node.build();
  }

  /// Where there is no pod, the gateway has the name of its application.
  private static String name(GatewayProxy proxy) {
    return proxy.labels().getOrDefault("app", "limpet");
  }

  private static Struct metadata(GatewayProxy proxy, String name, String istioVersion) {
    return Struct.newBuilder()
        .putFields("CLUSTER_ID", text("Kubernetes"))
        .putFields("INSTANCE_IPS", text(ADDRESS))
        .putFields("ISTIO_VERSION", text(istioVersion))
        .putFields("LABELS", labels(proxy.labels()))
        .putFields("MESH_ID", text("cluster.local"))
        .putFields("NAME", text(name))
        .putFields("NAMESPACE", text(proxy.namespace()))
        .putFields("WORKLOAD_NAME", text(name))
        .build();
  }

  private static Value labels(Map<String, String> labels) {
    Struct.Builder struct = Struct.newBuilder();
    labels.forEach((key, value) -> struct.putFields(key, text(value)));
    return Value.newBuilder().setStructValue(struct).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
