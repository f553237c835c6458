package io.limpet.cli;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.Locality;
import java.util.Map;

/// Who this gateway says it is, in the words of Istio's agent (`pkg/bootstrap/config.go`): the id
/// is `router~IP~NAME.NAMESPACE~DOMAIN`, and istiod and istioctl read the metadata.
record GatewayNode(GatewayProxy proxy, String istioVersion, String name, String address) {
  private static final String ADDRESS = "127.0.0.1";

  /// Where there is no pod, the gateway has the name of its application.
  static GatewayNode of(GatewayProxy proxy, String istioVersion) {
    String name = proxy.labels().getOrDefault("app", "limpet");
    return new GatewayNode(proxy, istioVersion, name, ADDRESS);
  }

  /// The pod that an id in Istio's form names, at its address.
  GatewayNode at(String podName, String podAddress) {
    return new GatewayNode(proxy, istioVersion, podName, podAddress);
  }

  Node node() {
    String namespace = proxy.namespace();
    Node.Builder node =
        Node.newBuilder()
            .setId(
                "router~%s~%s.%s~%s.svc.cluster.local"
                    .formatted(address, name, namespace, namespace))
            .setCluster(name + "." + namespace)
            .setMetadata(metadata())
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

  private Struct metadata() {
    return Struct.newBuilder()
        .putFields("CLUSTER_ID", text("Kubernetes"))
        .putFields("INSTANCE_IPS", text(address))
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
