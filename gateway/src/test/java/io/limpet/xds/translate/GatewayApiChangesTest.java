package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.TestAuthority;
import io.limpet.mesh.MeshOptions;
import io.limpet.model.Change;
import io.limpet.model.Kind;
import io.limpet.model.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What the Gateway API's resources depend on, one change after the other.
class GatewayApiChangesTest {
  private static final String EDGE =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: edge, namespace: default}
      spec:
        gatewayClassName: istio
        listeners:
          - name: http
            port: 8888
            protocol: HTTP
            allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {open: "yes"}}}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: shop, namespace: default}
      spec: {selector: {app: shop}, ports: [{name: http, port: 80}]}
      """;

  private static final String ROUTE =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: HTTPRoute
      metadata: {name: shop, namespace: team}
      spec:
        parentRefs: [{name: edge, namespace: default}]
        rules: [{backendRefs: [{name: shop, namespace: default, port: 80}]}]
      """;

  private static final String GRANT =
      """
      apiVersion: gateway.networking.k8s.io/v1beta1
      kind: ReferenceGrant
      metadata: {name: team, namespace: default}
      spec:
        from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: team}]
        to: [{group: "", kind: Service}]
      """;

  private static final String POLICY =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: BackendTLSPolicy
      metadata: {name: shop, namespace: default}
      spec:
        targetRefs: [{group: "", kind: Service, name: shop}]
        validation:
          caCertificateRefs: [{group: "", kind: ConfigMap, name: ca}]
          hostname: shop.example.com
      """;

  private final Translation translation = new Translation(MeshOptions.DEFAULT);

  private List<String> clusters() {
    return table().getVirtualHostsList().stream()
        .flatMap(host -> host.getRoutesList().stream())
        .map(route -> route.getRoute().getCluster())
        .toList();
  }

  private RouteConfiguration table() {
    return Objects.requireNonNull(translation.resources().routes().get("http.8888"));
  }

  private static String team(String labels) {
    return "apiVersion: v1\nkind: Namespace\nmetadata: {name: team, labels: {" + labels + "}}\n";
  }

  @Test
  void aRouteAttachesOnceItsNamespaceHasTheLabelAndLeavesWithIt() {
    translation.put(EDGE, ROUTE, GRANT, team(""));
    assertThat(clusters()).isEmpty();

    translation.put(team("open: \"yes\""));
    assertThat(clusters()).containsExactly("outbound|80||shop.default.svc.cluster.local");

    translation.put(team("open: \"no\""));
    assertThat(clusters()).isEmpty();
  }

  @Test
  void aBackendIsReachedForAsLongAsItsGrantIsThere() {
    translation.put(EDGE, ROUTE, team("open: \"yes\""));
    assertThat(clusters()).containsExactly("UnknownService");

    translation.put(GRANT);
    assertThat(clusters()).containsExactly("outbound|80||shop.default.svc.cluster.local");

    translation
        .mesh()
        .apply(new Change.Delete(new ResourceId(Kind.REFERENCE_GRANT, "default", "team")));
    assertThat(clusters()).containsExactly("UnknownService");
  }

  @Test
  void whatDoesNotTouchThemLeavesTheirRoutesTheSameObject() {
    translation.put(EDGE, ROUTE, GRANT, team("open: \"yes\""));
    RouteConfiguration before = table();

    translation.put(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: other, namespace: default}
        spec: {selector: {app: other}, ports: [{name: http, port: 80}]}
        """);
    assertThat(translation.resources().clusters())
        .containsKey("outbound|80||other.default.svc.cluster.local");
    assertThat(table()).isSameAs(before);
  }

  @Test
  void aGatewayIsServedHereUntilSomethingIsDeployedForIt() {
    translation.put(EDGE, ROUTE, GRANT, team("open: \"yes\""));
    assertThat(translation.resources().listeners()).containsKey("0.0.0.0_8888");

    translation.put(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: edge-istio, namespace: default}
        spec: {selector: {app: edge}, ports: [{name: http, port: 8888}]}
        """);
    assertThat(translation.resources().listeners()).isEmpty();
  }

  private static String authorities(String file) throws IOException {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ca, namespace: default}\ndata:\n"
        + "  ca.crt: |\n"
        + Files.readString(TestAuthority.get().file(file)).indent(4);
  }

  @Test
  void authoritiesOfBackendsFollowTheirConfigMap() throws IOException {
    translation.put(EDGE, POLICY);
    assertThat(translation.resources().secrets()).isEmpty();

    translation.put(authorities("ca.pem"));
    Secret first = translation.resources().secrets().get("configmap://default/ca-cacert");
    translation.put(authorities("strange-ca.pem"));
    assertThat(translation.resources().secrets())
        .containsOnlyKeys("configmap://default/ca-cacert")
        .doesNotContainValue(Objects.requireNonNull(first));

    translation.mesh().apply(new Change.Delete(new ResourceId(Kind.CONFIG_MAP, "default", "ca")));
    assertThat(translation.resources().secrets()).isEmpty();
  }

  @Test
  void listenersOfASetComeAndGoWithIt() {
    String set =
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: ListenerSet
        metadata: {name: more, namespace: team}
        spec:
          parentRef: {name: edge, namespace: default}
          listeners: [{name: web, port: 9999, protocol: HTTP}]
        """;
    translation.put(EDGE, set);
    assertThat(translation.resources().listeners()).containsOnlyKeys("0.0.0.0_8888");

    translation.put(
        EDGE.replace("  listeners:", "  allowedListeners: {namespaces: {from: All}}\n  listeners:"),
        set);
    assertThat(translation.resources().listeners())
        .containsOnlyKeys("0.0.0.0_8888", "0.0.0.0_9999");

    translation.mesh().apply(new Change.Delete(new ResourceId(Kind.LISTENER_SET, "team", "more")));
    assertThat(translation.resources().listeners()).containsOnlyKeys("0.0.0.0_8888");
  }
}
