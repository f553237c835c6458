package io.limpet.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.mesh.GatewayProxy;
import io.limpet.xds.server.RefusedNodeException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which gateway a node is.
final class NodeIdentityTest {
  private static final String ID = "router~10.0.0.7~edge-7c9.shop~shop.svc.cluster.local";

  private static GatewayProxy of(Node.Builder node) throws RefusedNodeException {
    return NodeIdentity.of(node.build(), GatewayProxy.DEFAULT);
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  @Test
  void labelsNamespaceAndLocalityAreThoseThatTheAgentSays() throws RefusedNodeException {
    Struct labels = Struct.newBuilder().putFields("app", text("edge")).build();
    GatewayProxy proxy =
        of(
            Node.newBuilder()
                .setId(ID)
                .setLocality(Locality.newBuilder().setRegion("r").setZone("z"))
                .setMetadata(
                    Struct.newBuilder()
                        .putFields("NAMESPACE", text("other"))
                        .putFields("LABELS", Value.newBuilder().setStructValue(labels).build())));
    assertThat(proxy)
        .isEqualTo(
            new GatewayProxy(
                "other",
                Map.of("app", "edge"),
                io.limpet.mesh.Locality.parse("r/z"),
                false,
                Map.of("NAMESPACE", "other")));
  }

  @Test
  void textsThatAreNotOfOnePodAreKeptForEnvoyFilters() throws RefusedNodeException {
    Struct metadata =
        Struct.newBuilder()
            .putFields("ISTIO_VERSION", text("1.29.3"))
            .putFields("NAME", text("edge-7c9"))
            .putFields("INSTANCE_IPS", text("10.0.0.7"))
            .putFields("NODE_NAME", text("n1"))
            .putFields("ENVOY_STATUS_PORT", Value.newBuilder().setNumberValue(15021).build())
            .build();
    assertThat(of(Node.newBuilder().setId(ID).setMetadata(metadata)).metadata())
        .containsExactly(Map.entry("ISTIO_VERSION", "1.29.3"));
  }

  @Test
  void anIdAloneSaysTheNamespace() throws RefusedNodeException {
    assertThat(of(Node.newBuilder().setId(ID)).namespace()).isEqualTo("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n1", "a~b", "~~~~~~", "\u0000"})
  void whoSaysNothingIsTheGatewayOfTheFlags(String id) throws RefusedNodeException {
    assertThat(of(Node.newBuilder().setId(id))).isEqualTo(GatewayProxy.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sidecar", "waypoint", "ztunnel"})
  void proxiesThatAreNoGatewaysAreRefused(String type) {
    assertThatThrownBy(() -> of(Node.newBuilder().setId(ID.replace("router", type))))
        .isInstanceOf(RefusedNodeException.class)
        .hasMessageContaining("is a " + type + "; only gateways");
  }
}
