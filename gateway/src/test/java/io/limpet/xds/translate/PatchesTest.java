package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.mesh.MeshOptions;
import io.limpet.model.Change;
import io.limpet.model.Kind;
import io.limpet.model.ResourceId;
import io.limpet.xds.resources.Resources;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What changes where messages are patched, and what stays the same object.
class PatchesTest {
  private static final String OF_A = "outbound|80||a.default.svc.cluster.local";
  private static final ResourceId FILTER =
      new ResourceId(Kind.ENVOY_FILTER, "istio-system", "patch");

  private final Translation shop =
      new Translation(MeshOptions.DEFAULT)
          .put(Shop.GATEWAY, Shop.service("a", ""), Shop.service("b", ""));

  @Test
  void aSliceThatChangesPatchesNothingAgain() {
    Resources before = shop.put(filter("3s")).resources();
    Resources after = shop.put(Shop.slice("a", "ready: true")).resources();

    assertThat(differing(before.clusters(), after.clusters())).isEmpty();
    assertThat(differing(before.listeners(), after.listeners())).isEmpty();
    assertThat(differing(before.routes(), after.routes())).isEmpty();
    assertThat(differing(before.endpoints(), after.endpoints())).containsExactly(OF_A);
    assertThat(seconds(after)).isEqualTo(3);
  }

  @Test
  void aClusterThatChangesIsPatchedAgainAlone() {
    Resources before = shop.put(filter("3s")).resources();
    String rule =
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: a, namespace: default}
        spec: {host: a, trafficPolicy: {connectionPool: {tcp: {maxConnections: 7}}}}
        """;
    Resources after = shop.put(rule).resources();

    assertThat(differing(before.clusters(), after.clusters())).containsExactly(OF_A);
    assertThat(seconds(after)).isEqualTo(3);
  }

  @Test
  void anEnvoyFilterThatChangesTouchesWhatItPatches() {
    Resources before = shop.put(filter("3s")).resources();
    Resources after = shop.put(filter("4s")).resources();

    assertThat(differing(before.clusters(), after.clusters())).contains(OF_A);
    assertThat(differing(before.listeners(), after.listeners())).isEmpty();
    assertThat(differing(before.endpoints(), after.endpoints())).isEmpty();
    assertThat(seconds(after)).isEqualTo(4);
  }

  @Test
  void anEnvoyFilterThatIsGoneLeavesNothing() {
    Resources before = shop.resources();
    shop.put(filter("3s")).resources();
    shop.mesh().apply(new Change.Delete(FILTER));

    assertThat(differing(before.clusters(), shop.resources().clusters())).isEmpty();
    assertThat(shop.problems()).isEmpty();
  }

  @Test
  void settingsOfTheMeshThatChangeLeaveWhatComesOutAlike() {
    Resources before = shop.resources();
    String settings =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data: {mesh: "accessLogFile: /dev/stdout"}
        """;
    Resources after = shop.put(settings).resources();

    assertThat(differing(before.listeners(), after.listeners())).containsExactly("0.0.0.0_8080");
    assertThat(differing(before.clusters(), after.clusters())).isEmpty();
    assertThat(differing(before.endpoints(), after.endpoints())).isEmpty();
    shop.mesh().apply(new Change.Delete(new ResourceId(Kind.CONFIG_MAP, "istio-system", "istio")));
    assertThat(shop.resources().listeners()).isEqualTo(before.listeners());
  }

  private static long seconds(Resources resources) {
    return Objects.requireNonNull(resources.clusters().get(OF_A)).getConnectTimeout().getSeconds();
  }

  private static String filter(String connectTimeout) {
    return """
    apiVersion: networking.istio.io/v1alpha3
    kind: EnvoyFilter
    metadata: {name: patch, namespace: istio-system}
    spec:
      configPatches:
      - applyTo: CLUSTER
        patch: {operation: MERGE, value: {connect_timeout: %s}}
    """
        .formatted(connectTimeout);
  }

  /// The names of what is not the same object in both.
  @SuppressWarnings("ReferenceEquality") // identity says what changed
  private static Set<String> differing(Map<String, ?> some, Map<String, ?> others) {
    Set<String> names = new TreeSet<>(some.keySet());
    names.addAll(others.keySet());
    names.removeIf(name -> some.get(name) == others.get(name));
    return names;
  }
}
