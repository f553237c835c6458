package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.mesh.MeshOptions;
import io.limpet.model.Change;
import io.limpet.model.Resource;
import io.limpet.model.ResourceId;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What endpoints depend on comes and goes in any order; after each step everything is as if it had
/// been there from the begin. Much is kept from step to step, and none of it may be too old.
final class EndpointChangesTest {
  private static final int STEPS = 150;

  /// Of each of these there is one, in one of its forms or in none.
  private static final List<Function<Random, String>> PARTS =
      List.of(
          random -> pod("one", "10.0.0.1", random),
          random -> pod("two", "10.0.0.2", random),
          random -> node("near", random),
          random -> node("far", random),
          EndpointChangesTest::slice,
          EndpointChangesTest::another,
          EndpointChangesTest::service,
          EndpointChangesTest::rule,
          EndpointChangesTest::network);

  private final Map<ResourceId, Change> present = new TreeMap<>();
  private final Translation incremental = new Translation(MeshOptions.DEFAULT);

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void everythingIsAsIfItHadAlwaysBeenSo(int seed) {
    Random random = new Random(seed);
    take(Shop.GATEWAY + Shop.routeTo("[{destination: {host: shop}}]"));
    PARTS.forEach(part -> take(part.apply(random)));
    int kinds = 0;
    for (int step = 0; step < STEPS; step++) {
      Resources before = incremental.resources();
      if (random.nextInt(4) == 0) {
        leave(PARTS.get(random.nextInt(PARTS.size())).apply(random));
      } else {
        take(PARTS.get(random.nextInt(PARTS.size())).apply(random));
      }
      Resources now = incremental.resources();
      kinds += now.endpoints().equals(before.endpoints()) ? 0 : 1;
      Resources afresh = afresh();
      assertThat(now.endpoints()).as("step %d", step).isEqualTo(afresh.endpoints());
      assertThat(now.clusters()).as("step %d", step).isEqualTo(afresh.clusters());
    }
    assertThat(kinds).isGreaterThan(STEPS / 4);
  }

  private Resources afresh() {
    Translation fresh = new Translation(MeshOptions.DEFAULT);
    present.values().forEach(fresh.mesh()::apply);
    return fresh.resources();
  }

  private void take(String text) {
    for (Change change : Translation.puts(text)) {
      if (change instanceof Change.Put(Resource resource, _)) {
        present.put(resource.id(), change);
        incremental.mesh().apply(change);
      }
    }
  }

  private void leave(String text) {
    for (Change change : Translation.puts(text)) {
      if (change instanceof Change.Put(Resource resource, _)) {
        present.remove(resource.id());
        incremental.mesh().apply(new Change.Delete(resource.id()));
      }
    }
  }

  private static String one(Random random, String... forms) {
    return forms[random.nextInt(forms.length)];
  }

  private static String pod(String name, String address, Random random) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: %s, namespace: default, labels: {app: shop, version: %s}}
    spec: {serviceAccountName: %s, nodeName: %s, containers: [{name: one, image: one}]}
    status: {phase: Running, podIP: %s, conditions: [{type: Ready, status: "True"}]}
    """
        .formatted(
            name,
            one(random, "v1", "v2"),
            one(random, "a", "b"),
            one(random, "near", "far"),
            one(random, address, "10.0.0.3"));
  }

  private static String node(String name, Random random) {
    return """
    apiVersion: v1
    kind: Node
    metadata: {name: %s, labels: {topology.kubernetes.io/region: %s}}
    """
        .formatted(name, one(random, "r1", "r2"));
  }

  /// One that names pods.
  private static String slice(Random random) {
    return """
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: named, namespace: default, labels: {kubernetes.io/service-name: shop}}
    addressType: IPv4
    ports: [{name: http, port: 8080}]
    endpoints:
    - {addresses: [10.0.0.1], conditions: {ready: %s}, targetRef: {kind: Pod, name: %s}}
    - {addresses: [10.0.0.9], targetRef: {kind: Pod, name: two}}
    """
        .formatted(one(random, "true", "false"), one(random, "one", "two"));
  }

  /// One that names addresses, one of which the other slice may have too.
  private static String another(Random random) {
    return """
    apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: plain, namespace: default, labels: {kubernetes.io/service-name: shop}}
    addressType: IPv4
    ports: [{name: http, port: %s}]
    endpoints:
    - {addresses: [%s], conditions: {ready: true}}
    - {addresses: [10.0.0.2], conditions: {ready: false, serving: true, terminating: true}}
    """
        .formatted(one(random, "8080", "9090"), one(random, "10.0.0.1", "10.0.0.3"));
  }

  private static String service(Random random) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: shop
      namespace: default
      labels: {%s}
    spec: {internalTrafficPolicy: %s, ports: [{name: http, port: 80}]}
    """
        .formatted(
            one(random, "istio.io/persistent-session: sid", "a: b"),
            one(random, "Cluster", "Local"));
  }

  private static String rule(Random random) {
    return """
    apiVersion: networking.istio.io/v1
    kind: DestinationRule
    metadata: {name: shop, namespace: default}
    spec:
      host: shop
      trafficPolicy:
        outlierDetection: {}
        loadBalancer: {localityLbSetting: {failoverPriority: [%s]}}
      subsets: [{name: v1, labels: {version: v1}}]
    """
        .formatted(one(random, "topology.kubernetes.io/region", "version=v2"));
  }

  private static String network(Random random) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata: {name: istio-system, labels: {topology.istio.io/network: %s}}
    """
        .formatted(one(random, "n1", "n2"));
  }
}
