package io.limpet.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.tree.Value;
import io.limpet.world.document.ThreeWayMerge.Unchanged;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DeploymentsTest {
  private static final String HELLO =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: hello}
      spec:
        ports:
        - {port: 80, targetPort: web, name: http}
        selector: {app: hello}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: hello-v1, labels: {app: hello}}
      spec:
        replicas: 3
        selector: {matchLabels: {app: hello}}
        template:
          metadata: {labels: {app: hello, version: v1}}
          spec:
            containers:
            - name: hello
              image: docker.io/istio/examples-helloworld-v1:1.0
              ports: [{containerPort: 5000, name: web}]
      """;

  private final Cluster cluster = new Cluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void podsHaveNamesAddressesAndAnswers() throws IOException {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    Set<String> addresses = new HashSet<>();
    for (StoredObject pod : cluster.pods()) {
      assertThat(pod.name())
          .matches("hello-v1-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}");
      assertThat(Cluster.get(pod, 5000, "/hello"))
          .isEqualTo("Hello version: v1, instance: " + pod.name());
      addresses.add(Cluster.ip(pod));
    }
    assertThat(addresses).hasSize(3).allMatch(ip -> ip.startsWith("127.64."));
  }

  @Test
  void sliceHasEachPodAtTheNamedPort() {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    var slices = cluster.world.list(ObjectTypes.ENDPOINT_SLICE, "default").objects();
    assertThat(slices).hasSize(1);
    var slice = slices.getFirst().document();
    assertThat(Tree.whole(Tree.items(slice, "ports").getFirst(), 0, "port")).isEqualTo(5000);
    assertThat(Tree.items(slice, "endpoints")).hasSize(3);
    for (int i = 0; i < 3; i++) {
      Value endpoint = Tree.items(slice, "endpoints").get(i);
      StoredObject pod = cluster.pods().get(i);
      assertThat(Tree.text(endpoint, "targetRef", "uid")).isEqualTo(pod.uid());
      assertThat(Tree.truth(endpoint, "conditions", "ready")).isTrue();
      assertThat(Tree.truth(endpoint, "conditions", "terminating")).isFalse();
    }
  }

  @Test
  void scalingDownDrainsTheNewestWhichAnswerMeanwhile() throws IOException {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    List<String> oldest = cluster.pods().stream().map(StoredObject::name).toList();
    cluster.scale(ObjectTypes.DEPLOYMENT, "hello-v1", 5);
    cluster.awaitReady(5);
    StoredObject newest = cluster.pods().getLast();
    cluster.scale(ObjectTypes.DEPLOYMENT, "hello-v1", 3);
    Value draining = cluster.endpoints("hello").getLast();
    assertThat(Tree.text(draining, "targetRef", "uid")).isEqualTo(newest.uid());
    assertThat(Tree.truth(draining, "conditions", "ready")).isFalse();
    assertThat(Tree.truth(draining, "conditions", "serving")).isTrue();
    assertThat(Tree.truth(draining, "conditions", "terminating")).isTrue();
    assertThat(Cluster.get(newest, 5000, "/hello")).endsWith(newest.name());
    cluster.awaitReady(3);
    assertThat(cluster.pods()).extracting(StoredObject::name).containsExactlyElementsOf(oldest);
    assertThat(cluster.endpoints("hello")).hasSize(3);
  }

  @Test
  void podsGetAnotherPortWhereSomebodyListensOnAllAddresses() throws IOException {
    try (ServerSocket gateway = new ServerSocket(0)) {
      int port = gateway.getLocalPort();
      cluster.apply(HELLO.replace("containerPort: 5000", "containerPort: " + port));
      cluster.awaitReady(3);
      assertThat(cluster.pods()).extracting(Cluster::ip).doesNotHaveDuplicates();
      StoredObject pod = cluster.pods().getFirst();
      assertThat(Cluster.get(pod, port, "/hello")).endsWith(pod.name());
      var slices = cluster.world.list(ObjectTypes.ENDPOINT_SLICE, "default").objects();
      assertThat(slices)
          .allMatch(
              slice ->
                  Tree.whole(Tree.items(slice.document(), "ports").getFirst(), 0, "port") != port);
      assertThat(cluster.endpoints("hello")).hasSize(3);
    }
  }

  @Test
  void addressesAreNeverUsedAgain() {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    Set<String> before = new HashSet<>(cluster.pods().stream().map(Cluster::ip).toList());
    cluster.scale(ObjectTypes.DEPLOYMENT, "hello-v1", 0);
    Waiting.until("no pods", () -> cluster.pods().isEmpty());
    assertThat(cluster.endpoints("hello")).isEmpty();
    cluster.scale(ObjectTypes.DEPLOYMENT, "hello-v1", 3);
    cluster.awaitReady(3);
    assertThat(cluster.pods()).extracting(Cluster::ip).doesNotContainAnyElementsOf(before);
  }

  @Test
  void changedTemplateIsRolledOutWithoutEverHavingTooFewReady() {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    Set<String> before = new HashSet<>(cluster.pods().stream().map(StoredObject::uid).toList());
    cluster.apply(HELLO.replace("helloworld-v1:1.0", "helloworld-v2:1.0"));
    Waiting.until(
        "three new pods",
        () -> {
          var pods = cluster.pods();
          assertThat(pods.stream().filter(PodStatus::isReady).filter(p -> !p.isTerminating()))
              .hasSizeGreaterThanOrEqualTo(3);
          return pods.size() == 3 && pods.stream().noneMatch(pod -> before.contains(pod.uid()));
        });
    assertThat(cluster.world.list(ObjectTypes.REPLICA_SET, "default").objects()).hasSize(1);
  }

  @Test
  void manualScaleSurvivesAnEditedFileThatLeavesReplicasAlone() {
    cluster.apply(HELLO, Unchanged.KEEP_LIVE);
    cluster.awaitReady(3);
    cluster.scale(ObjectTypes.DEPLOYMENT, "hello-v1", 4);
    cluster.awaitReady(4);
    cluster.apply(
        HELLO.replace("labels: {app: hello}}\nspec", "labels: {app: hello, x: y}}\nspec"),
        Unchanged.KEEP_LIVE);
    assertThat(cluster.pods()).hasSize(4);
    cluster.apply(HELLO.replace("replicas: 3", "replicas: 2"), Unchanged.KEEP_LIVE);
    cluster.awaitReady(2);
  }

  @Test
  void deletedNamespaceGoesWhenAllInItHasGone() {
    cluster.apply(HELLO.replace("{name: hello", "{namespace: shop, name: hello"));
    ObjectKey shop = ObjectKey.of(ObjectTypes.NAMESPACE, "", "shop");
    Waiting.until(
        "ready pods",
        () ->
            cluster.world.list(ObjectTypes.POD, "shop").objects().stream()
                    .filter(PodStatus::isReady)
                    .count()
                == 3);
    cluster.world.delete(shop, World.Cascade.BACKGROUND);
    assertThat(cluster.world.list(ObjectTypes.DEPLOYMENT, "shop").objects()).isEmpty();
    assertThat(cluster.world.get(shop)).get().matches(StoredObject::isTerminating);
    Waiting.until("no namespace", () -> cluster.world.get(shop).isEmpty());
    assertThat(cluster.world.list(ObjectTypes.POD, "shop").objects()).isEmpty();
  }
}
