package io.limpet.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StatefulSetsTest {
  private static final String HELLO =
      """
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: hello}
      spec:
        replicas: 3
        selector: {matchLabels: {app: hello}}
        template:
          metadata: {labels: {app: hello}}
          spec:
            containers:
            - {name: hello, image: istio/examples-helloworld-v1, ports: [{containerPort: 5000}]}
      """;

  private final Cluster cluster = new Cluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  @Test
  void podsAreNumberedAndTheLastGoesFirst() {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    assertThat(cluster.pods())
        .extracting(StoredObject::name)
        .containsExactly("hello-0", "hello-1", "hello-2");
    cluster.scale(ObjectTypes.STATEFUL_SET, "hello", 1);
    cluster.awaitReady(1);
    assertThat(cluster.pods()).extracting(StoredObject::name).containsExactly("hello-0");
  }

  @Test
  void changedTemplateReplacesEachPodUnderItsName() {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    String first = cluster.pod("hello-0").uid();
    cluster.apply(HELLO.replace("helloworld-v1", "helloworld-v2"));
    Waiting.until(
        "the first is new",
        () -> cluster.pods().size() == 3 && !cluster.pod("hello-0").uid().equals(first));
    cluster.awaitReady(3);
  }

  @Test
  void deletedSetTakesItsPodsWithIt() {
    cluster.apply(HELLO);
    cluster.awaitReady(3);
    cluster.world.delete(
        cluster.world.list(ObjectTypes.STATEFUL_SET, "").objects().getFirst().key(),
        World.Cascade.BACKGROUND);
    Waiting.until("no pods", () -> cluster.pods().isEmpty());
  }
}
