package io.limpet.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.model.Change;
import io.limpet.model.Kind;
import io.limpet.model.Origin;
import io.limpet.model.ResourceId;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import io.limpet.world.store.ObjectTypes;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The world as a source that is fed by another.
final class WorldTest {
  private static final String SHOP =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: shop}
      spec:
        ports: [{port: 5000, name: http}]
        selector: {app: shop}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec:
        replicas: 2
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec:
            containers:
            - {name: shop, image: istio/examples-helloworld-v1, ports: [{containerPort: 5000}]}
      """;

  private final Cluster cluster = new Cluster();
  private final Queue<Change> said = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    cluster.close();
  }

  /// As a FileSource would.
  private void feed(String yaml) {
    for (Reading reading : Manifest.read(yaml, "shop.yaml", "default").readings()) {
      if (reading instanceof Reading.Read(var resource, var document, _)) {
        cluster.world.accept(new Change.Put(resource, document));
      }
    }
  }

  private List<EndpointSlice> slices() {
    return said.stream()
        .filter(Change.Put.class::isInstance)
        .map(change -> ((Change.Put) change).resource())
        .filter(EndpointSlice.class::isInstance)
        .map(EndpointSlice.class::cast)
        .toList();
  }

  @Test
  void everythingThereIsSaidThenSyncedThenEachChange() {
    feed(SHOP);
    cluster.world.accept(new Change.Synced());
    cluster.world.start(said::add);
    Waiting.until("synced", () -> said.contains(new Change.Synced()));
    List<Change> first = List.copyOf(said);
    int synced = first.indexOf(new Change.Synced());
    assertThat(first.subList(0, synced))
        .filteredOn(Change.Put.class::isInstance)
        .extracting(change -> ((Change.Put) change).resource().id().toString())
        .contains("Namespace default", "Node limpet", "Service default/shop")
        .anyMatch(id -> id.startsWith("Pod default/shop-"))
        .anyMatch(id -> id.startsWith("EndpointSlice default/shop-"));
    Waiting.until(
        "a slice with two ready endpoints",
        () -> !slices().isEmpty() && slices().getLast().endpoints().size() == 2);
  }

  @Test
  void placesInFilesAreKept() {
    cluster.world.start(said::add);
    feed(SHOP);
    ResourceId id = new ResourceId(Kind.DEPLOYMENT, "default", "shop");
    Waiting.until("it is said", () -> said.stream().anyMatch(change -> isPut(change, id)));
    assertThat(said)
        .filteredOn(change -> isPut(change, id))
        .extracting(change -> ((Change.Put) change).resource().origin())
        .containsOnly(new Origin("shop.yaml", 8));
  }

  private static boolean isPut(Change change, ResourceId id) {
    return change instanceof Change.Put put && put.resource().id().equals(id);
  }

  @Test
  void whatAFileNoLongerHasIsDeletedWithItsPods() {
    cluster.world.start(said::add);
    feed(SHOP);
    cluster.awaitReady(2);
    cluster.world.accept(new Change.Delete(new ResourceId(Kind.DEPLOYMENT, "default", "shop")));
    Waiting.until("no pods", () -> cluster.pods().isEmpty());
    Waiting.until(
        "they are said to be gone",
        () ->
            said.stream()
                    .filter(Change.Delete.class::isInstance)
                    .filter(change -> ((Change.Delete) change).id().kind() == Kind.POD)
                    .count()
                == 2);
  }

  @Test
  void manualScaleSurvivesAnEditedFile() {
    feed(SHOP);
    cluster.scale(ObjectTypes.DEPLOYMENT, "shop", 4);
    feed(SHOP.replace("name: http", "name: web"));
    cluster.awaitReady(4);
    feed(SHOP.replace("replicas: 2", "replicas: 1"));
    cluster.awaitReady(1);
  }

  @Test
  void slicesAndPodsThatSomebodyWroteStayAsTheyAre() {
    feed(SHOP.substring(0, SHOP.indexOf("---")));
    feed(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: elsewhere, labels: {app: shop}}
        spec: {containers: [{name: a, image: a}]}
        status: {podIP: 10.0.0.7, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: mine, labels: {kubernetes.io/service-name: shop}}
        addressType: IPv4
        endpoints: [{addresses: [10.0.0.7], conditions: {ready: true}}]
        ports: [{name: http, port: 5000}]
        """);
    assertThat(cluster.world.list(ObjectTypes.ENDPOINT_SLICE, "default").objects())
        .extracting(slice -> slice.name())
        .containsExactly("mine");
    assertThat(Cluster.ip(cluster.pod("elsewhere"))).isEqualTo("10.0.0.7");
  }
}
