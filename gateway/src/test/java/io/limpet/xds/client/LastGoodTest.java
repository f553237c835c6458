package io.limpet.xds.client;

import static io.limpet.xds.client.ResourceType.CLUSTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.Await;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.client.AdsOptions.Talk;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.resources.ResourcesFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway that starts while its control plane is away goes on with what was carried out last.
final class LastGoodTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Listener LISTENER_L = Listener.newBuilder().setName("l").build();

  private final FakeControlPlane plane = FakeControlPlane.start();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  @TempDir Path folder;

  @AfterEach
  void close() {
    plane.close();
    executor.shutdownNow();
  }

  @Test
  void whatWasCarriedOutLastIsServedUntilTheControlPlaneIsBack() {
    for (boolean differences : List.of(false, true)) {
      serveOnce(differences);
      plane.refuse(true);
      FakeCarrier carrier = new FakeCarrier();
      try (var _ = client(carrier, differences)) {
        Await.until("it is ready", () -> carrier.ready);
        assertThat(carrier.resources.clusters()).containsOnlyKeys("a", "gone");
        assertThat(carrier.resources.listeners()).containsOnlyKeys("l");
        assertThat(carrier.told)
            .anySatisfy(
                each ->
                    assertThat(each)
                        .contains("what was carried out last is served, from " + folder)
                        .endsWith("(listeners: 1, clusters: 2)"));
        plane.refuse(false);
        assertThat(plane.asked())
            .isEqualTo(differences ? "CLUSTER +[] -[] {a=, gone=} n=" : "CLUSTER [] v= n=");
        assertThat(plane.asked())
            .isEqualTo(differences ? "LISTENER +[] -[] {l=} n=" : "LISTENER [] v= n=");
        if (differences) {
          plane.tell("2", CLUSTER, List.of("gone"), fixed("a"), fixed("new"));
        } else {
          plane.say("2", CLUSTER, fixed("a"), fixed("new"));
        }
        plane.request();
        assertThat(carrier.resources.clusters()).containsOnlyKeys("a", "new");
        assertThat(carrier.resources.listeners()).containsOnlyKeys("l");
      }
    }
  }

  @Test
  void aDamagedFileIsToldAndTheControlPlaneIsWaitedFor() throws IOException {
    serveOnce(false);
    Path file = folder.resolve("gateway-resources");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    plane.refuse(true);
    FakeCarrier carrier = new FakeCarrier();
    try (var _ = client(carrier, false)) {
      Await.until(
          "it is told", () -> carrier.told.stream().anyMatch(each -> each.contains("is damaged")));
      assertThat(carrier.ready).isFalse();
      plane.refuse(false);
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v= n=");
    }
  }

  @Test
  void onlyTheOwnerReadsWhatIsKept() throws IOException {
    Path file = folder.resolve("deep/gateway-resources");
    ResourcesFile kept = new ResourcesFile(file);
    assertThat(kept.read()).isEmpty();
    kept.write(Resources.of(1, List.of(fixed("a"), LISTENER_L)));
    kept.write(Resources.of(2, List.of(fixed("b"))));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(kept.read().orElseThrow().clusters()).containsOnlyKeys("b");
    try (Stream<Path> files = Files.list(folder.resolve("deep"))) {
      assertThat(files).containsExactly(file);
    }
  }

  private void serveOnce(boolean differences) {
    FakeCarrier carrier = new FakeCarrier();
    AdsClient client = client(carrier, differences);
    plane.request();
    plane.sayEither(differences, "1", fixed("a"), fixed("gone"));
    plane.request();
    plane.request();
    plane.sayEither(differences, "1", LISTENER_L);
    plane.request();
    Await.until("it is ready", () -> carrier.ready);
    client.close();
    Await.until("it is kept", () -> Files.exists(folder.resolve("gateway-resources")));
  }

  private static Cluster fixed(String name) {
    return Cluster.newBuilder().setName(name).setType(DiscoveryType.STATIC).build();
  }

  private AdsClient client(FakeCarrier carrier, boolean differences) {
    AdsOptions options =
        new AdsOptions(
                List.of(new Server("127.0.0.1", plane.port())),
                new Talk(differences, false, SHORT, SHORT),
                Node.newBuilder().setId("n1").build(),
                Fetch.DEFAULT,
                Fetch.DEFAULT)
            .withState(folder);
    AdsClient client = new AdsClient(options, Resources.EMPTY, carrier, executor);
    client.start();
    return client;
  }
}
