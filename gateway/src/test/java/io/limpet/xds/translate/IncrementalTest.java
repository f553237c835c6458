package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Snapshot;
import io.limpet.mesh.building.MeshBuilder;
import io.limpet.model.Change;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementalTest {
  private static final int SERVICES = 1_000;

  private static List<Change> shop(int services) {
    List<Change> changes = new ArrayList<>(Translation.puts(Shop.GATEWAY));
    for (int i = 0; i < services; i++) {
      String name = "shop-" + i;
      changes.addAll(
          Translation.puts(
              Shop.cookieService(name, "sid")
                  + Shop.slice(name, "ready: true", "ready: true")
                  + Shop.routes(
                      name,
                      name + ".example.com",
                      "[{route: [{destination: {host: %s}}]}]".formatted(name))));
    }
    return changes;
  }

  @Test
  void oneSlicesChangeMakesOneNewMessageAmongThousands() {
    MeshBuilder mesh = new MeshBuilder(GatewayProxy.DEFAULT, MeshOptions.DEFAULT);
    Translator translator = new Translator();
    shop(SERVICES).forEach(mesh::apply);
    Snapshot before = mesh.build();
    Resources first = translator.translate(before);

    Translation.puts(Shop.slice("shop-7", "ready: true", "ready: false")).forEach(mesh::apply);
    Snapshot after = mesh.build();
    Resources second = translator.translate(after);

    String changed = "outbound|80||shop-7.default.svc.cluster.local";
    assertThat(differing(first.endpoints(), second.endpoints())).containsExactly(changed);
    assertThat(differing(first.clusters(), second.clusters())).isEmpty();
    assertThat(differing(first.routes(), second.routes())).isEmpty();
    assertThat(differing(first.listeners(), second.listeners())).isEmpty();
    assertThat(differing(before.endpoints(), after.endpoints())).containsExactly(changed);
    assertThat(first.endpoints()).hasSize(SERVICES);
  }

  @Test
  void endpointsThatDoNotChangeKeepTheirMessagesAndTheProxysEndpoints() {
    Translation shop = new Translation(MeshOptions.DEFAULT);
    shop(1).forEach(shop.mesh()::apply);
    PlanBuilder plans = new PlanBuilder();
    String cluster = "outbound|80||shop-0.default.svc.cluster.local";
    Resources before = shop.resources();
    var endpoints = Objects.requireNonNull(plans.build(before).plan().cluster(cluster)).endpoints();

    shop.put(Shop.slice("shop-0", "ready: true", "ready: true, serving: true", "ready: true"));
    Resources after = shop.resources();
    assertThat(messages(after, cluster)).hasSize(3);
    assertThat(messages(after, cluster).get(1)).isSameAs(messages(before, cluster).get(1));
    assertThat(
            Objects.requireNonNull(plans.build(after).plan().cluster(cluster)).endpoints().get(1))
        .isSameAs(endpoints.get(1));
  }

  private static List<LbEndpoint> messages(Resources resources, String cluster) {
    return Objects.requireNonNull(resources.endpoints().get(cluster))
        .getEndpoints(0)
        .getLbEndpointsList();
  }

  @Test
  void oneSlicesChangeMakesOneNewTableInTheProxy() {
    Translation shop = new Translation(MeshOptions.DEFAULT);
    shop(SERVICES).forEach(shop.mesh()::apply);
    PlanBuilder plans = new PlanBuilder();
    Plan before = plans.build(shop.resources()).plan();

    shop.put(Shop.slice("shop-7", "ready: true", "ready: false"));
    Plan after = plans.build(shop.resources()).plan();

    assertThat(differing(before.clusters(), after.clusters()))
        .containsExactly("outbound|80||shop-7.default.svc.cluster.local");
    assertThat(differing(before.listeners(), after.listeners())).isEmpty();
  }

  /// A shop of which one service has a pod, a machine and a name beside the slices.
  private static Translation mixed(String pod, String machine) {
    Translation shop = new Translation(MeshOptions.DEFAULT);
    shop(20).forEach(shop.mesh()::apply);
    return shop.put(
        pod,
        machine,
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: far, namespace: default}
        spec:
          hosts: [far.example.com]
          resolution: STATIC
          ports: [{number: 80, name: http, protocol: HTTP}]
          workloadSelector: {labels: {app: far}}
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: named, namespace: default}
        spec:
          hosts: [named.example.com]
          resolution: DNS
          ports: [{number: 80, name: http, protocol: HTTP}]
          workloadSelector: {labels: {app: named}}
        """);
  }

  private static String pod(String labels) {
    return """
    apiVersion: v1
    kind: Pod
    metadata: {name: one, namespace: default, labels: {%s}}
    spec: {serviceAccountName: one, containers: [{name: one, image: one}]}
    status: {phase: Running, podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
    ---
    """
        .formatted(labels);
  }

  private static String machine(String app, String address) {
    return """
    apiVersion: networking.istio.io/v1
    kind: WorkloadEntry
    metadata: {name: machine, namespace: default}
    spec: {address: %s, labels: {app: %s}}
    ---
    """
        .formatted(address, app);
  }

  @Test
  void onePodsChangeMakesNewMessagesOfItsOwnServicesOnly() {
    Translation shop = mixed(pod("app: far"), "");
    Resources before = shop.resources();
    Resources after = shop.put(pod("app: far, version: v2")).resources();
    // All slices of this shop have its address, and the entry selects it.
    assertThat(differing(before.endpoints(), after.endpoints()))
        .hasSize(21)
        .contains("outbound|80||far.example.com");
    assertThat(differing(before.clusters(), after.clusters())).isEmpty();
    assertThat(differing(before.routes(), after.routes())).isEmpty();
    assertThat(shop.put(pod("app: far, version: v2")).resources().isSameAs(after)).isTrue();
  }

  @Test
  void oneMachinesChangeMakesOneNewMessage() {
    Translation shop = mixed("", machine("far", "10.1.1.1"));
    Resources before = shop.resources();
    Resources after = shop.put(machine("far", "10.1.1.2")).resources();
    assertThat(differing(before.endpoints(), after.endpoints()))
        .containsExactly("outbound|80||far.example.com");
    assertThat(differing(before.clusters(), after.clusters())).isEmpty();
  }

  @Test
  void aMachineBehindNamesChangesItsCluster() {
    Translation shop = mixed("", machine("far", "a.example.com"));
    Resources before = shop.resources();
    Resources after = shop.put(machine("named", "b.example.com")).resources();
    assertThat(differing(before.clusters(), after.clusters()))
        .containsExactly("outbound|80||named.example.com");
    assertThat(differing(before.endpoints(), after.endpoints())).isEmpty();
    Resources gone = shop.put(machine("nobody", "b.example.com")).resources();
    assertThat(gone.clusters()).doesNotContainKey("outbound|80||named.example.com");
  }

  @Test
  void anotherIdentityBehindTheMeshsOwnTlsChangesItsCluster() {
    Translation shop = mixed(pod("app: far"), "");
    String rule = "{host: far.example.com, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}";
    Resources before = shop.put(Shop.rule("far", "default", rule)).resources();
    Resources after =
        shop.put(pod("app: far").replace("serviceAccountName: one", "serviceAccountName: two"))
            .resources();
    assertThat(differing(before.clusters(), after.clusters()))
        .containsExactly("outbound|80||far.example.com");
    assertThat(differing(before.endpoints(), after.endpoints())).isEmpty();
  }

  /// The settings of the mesh, beside a rule that looks at places for one service.
  private static Translation settled(String mesh) {
    Translation shop = new Translation(MeshOptions.DEFAULT);
    shop(20).forEach(shop.mesh()::apply);
    return shop.put(
        namespace("default", "blue"),
        namespace("other", "red"),
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: other}
        spec: {ports: [{name: http, port: 80}]}
        ---
        apiVersion: v1
        kind: Node
        metadata: {name: near, labels: {topology.kubernetes.io/region: r1}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data: {mesh: "%s"}
        """
            .formatted(mesh));
  }

  private static String namespace(String name, String team) {
    return """
    apiVersion: v1
    kind: Namespace
    metadata: {name: %s, labels: {team: %s}}
    ---
    """
        .formatted(name, team);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "defaultTrafficPolicy: {outlierDetection: {}}",
        "localityLbSetting: {failoverPriority: [topology.kubernetes.io/region]}",
        "zoneAwareLbSetting: {minClusterSize: 1}",
        "discoverySelectors: [{matchLabels: {team: blue}}]"
      })
  void oneSlicesChangeMakesOneNewMessageWhateverTheMeshSays(String mesh) {
    Translation shop = settled(mesh);
    Resources before = shop.resources();
    Resources after = shop.put(Shop.slice("shop-7", "ready: true", "ready: false")).resources();
    assertThat(differing(before.endpoints(), after.endpoints()))
        .containsExactly("outbound|80||shop-7.default.svc.cluster.local");
    assertThat(differing(before.clusters(), after.clusters())).isEmpty();
    assertThat(differing(before.routes(), after.routes())).isEmpty();
    assertThat(differing(before.listeners(), after.listeners())).isEmpty();
  }

  @Test
  void aNamespacesLabelsShowOrHideItsServicesAndNoOthers() {
    Translation shop = settled("discoverySelectors: [{matchLabels: {team: blue}}]");
    Resources before = shop.resources();
    assertThat(before.clusters()).doesNotContainKey("outbound|80||web.other.svc.cluster.local");
    Resources shown = shop.put(namespace("other", "blue")).resources();
    assertThat(differing(before.clusters(), shown.clusters()))
        .containsExactly("outbound|80||web.other.svc.cluster.local");
    assertThat(differing(before.endpoints(), shown.endpoints()))
        .containsExactly("outbound|80||web.other.svc.cluster.local");
    assertThat(shop.put(namespace("other", "red")).resources().clusters())
        .doesNotContainKey("outbound|80||web.other.svc.cluster.local");
  }

  @Test
  void oneRoutesChangeKeepsEveryOtherHostAndAllClusters() {
    MeshBuilder mesh = new MeshBuilder(GatewayProxy.DEFAULT, MeshOptions.DEFAULT);
    shop(20).forEach(mesh::apply);
    Snapshot before = mesh.build();
    Translation.puts(
            Shop.routes(
                "shop-7",
                "shop-7.example.com",
                "[{timeout: 3s, route: [{destination: {host: shop-7}}]}]"))
        .forEach(mesh::apply);
    Snapshot after = mesh.build();
    assertThat(differing(before.clusters(), after.clusters())).isEmpty();
    assertThat(differing(before.endpoints(), after.endpoints())).isEmpty();
    var old = before.routes().firstEntry().getValue().hosts();
    var now = after.routes().firstEntry().getValue().hosts();
    for (int i = 0; i < old.size(); i++) {
      if (!old.get(i).name().startsWith("shop-7.")) {
        assertThat(now.get(i)).isSameAs(old.get(i));
      }
    }
  }

  @Test
  void whatSaysNothingNewChangesNothing() {
    MeshBuilder mesh = new MeshBuilder(GatewayProxy.DEFAULT, MeshOptions.DEFAULT);
    List<Change> all = shop(5);
    all.forEach(mesh::apply);
    Snapshot before = mesh.build();
    assertThat(mesh.build()).isSameAs(before);
    all.forEach(mesh::apply);
    Snapshot after = mesh.build();
    assertThat(differing(before.endpoints(), after.endpoints())).isEmpty();
    assertThat(differing(before.routes(), after.routes())).isEmpty();
  }

  @Test
  void aServiceThatIsGoneTakesItsClusterAndEndpointsAlong() {
    MeshBuilder mesh = new MeshBuilder(GatewayProxy.DEFAULT, MeshOptions.DEFAULT);
    List<Change> all = shop(3);
    all.forEach(mesh::apply);
    mesh.build();
    for (Change change : all) {
      if (change instanceof Change.Put(var resource, _)
          && resource.metadata().name().startsWith("shop-1")) {
        mesh.apply(new Change.Delete(resource.id()));
      }
    }
    Snapshot after = mesh.build();
    assertThat(after.clusters()).hasSize(2);
    assertThat(after.endpoints()).hasSize(2);
    assertThat(after.routes().firstEntry().getValue().hosts()).hasSize(2);
  }

  @Test
  void theOrderOfChangesDoesNotMatterToTheBytes() {
    List<Change> changes = shop(30);
    changes.addAll(Translation.puts(Translation.file("base.yaml")));
    changes.addAll(Translation.puts(Translation.file("subset-hash-override/input.yaml")));
    List<byte[]> expected = bytes(changes);
    Random random = new Random(20261121);
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(changes, random);
      List<byte[]> actual = bytes(changes);
      assertThat(actual).usingElementComparator(java.util.Arrays::compare).isEqualTo(expected);
    }
  }

  private static List<byte[]> bytes(List<Change> changes) {
    MeshBuilder mesh = new MeshBuilder(GatewayProxy.DEFAULT, MeshOptions.DEFAULT);
    changes.forEach(mesh::apply);
    Resources resources = new Translator().translate(mesh.build());
    List<byte[]> bytes = new ArrayList<>();
    List<Collection<? extends Message>> all =
        List.of(
            resources.listeners().values(),
            resources.routes().values(),
            resources.clusters().values(),
            resources.endpoints().values());
    all.forEach(messages -> messages.forEach(each -> bytes.add(each.toByteArray())));
    return bytes;
  }

  @SuppressWarnings("ReferenceEquality") // identity is what is asked for
  private static <T> List<String> differing(Map<String, T> before, Map<String, T> after) {
    List<String> names = new ArrayList<>();
    after.forEach(
        (name, part) -> {
          if (before.get(name) != part) {
            names.add(name);
          }
        });
    return names;
  }
}
