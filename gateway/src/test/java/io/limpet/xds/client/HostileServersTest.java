package io.limpet.xds.client;

import static io.limpet.xds.client.ResourceType.CLUSTER;
import static io.limpet.xds.client.ResourceType.ENDPOINTS;
import static io.limpet.xds.client.ResourceType.LISTENER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.limpet.Await;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.client.AdsOptions.Talk;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a control plane does, what was taken stays, and a good one is found again.
final class HostileServersTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final FakeCarrier carrier = new FakeCarrier();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    executor.shutdownNow();
  }

  private void client(int... ports) {
    List<Server> servers = new ArrayList<>();
    for (int port : ports) {
      servers.add(new Server("127.0.0.1", port));
    }
    Talk talk = new Talk(false, false, SHORT, SHORT, Duration.ofMillis(500));
    AdsOptions options =
        new AdsOptions(
            servers, talk, Node.newBuilder().setId("n1").build(), Fetch.DEFAULT, Fetch.DEFAULT);
    AdsClient client = new AdsClient(options, Resources.EMPTY, carrier, executor);
    opened.add(client);
    client.start();
  }

  private FakeControlPlane plane() {
    FakeControlPlane plane = FakeControlPlane.start();
    opened.add(plane);
    return plane;
  }

  private static Cluster fixed(String name) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.STATIC)
        .setLoadAssignment(ClusterLoadAssignment.newBuilder().setClusterName(name))
        .build();
  }

  private boolean told(String text) {
    return carrier.told.stream().anyMatch(each -> each.contains(text));
  }

  private void awaitCluster(String name) {
    Await.until("cluster " + name, () -> carrier.resources.clusters().containsKey(name));
  }

  /// What a raw server does with each connection.
  private interface Deed {
    void to(Socket connection) throws IOException;
  }

  /// Listens without HTTP/2.
  private final class RawServer {
    private final ServerSocket listening;
    private final AtomicInteger met = new AtomicInteger();

    RawServer(Deed deed) throws IOException {
      listening = new ServerSocket();
      listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      opened.add(listening);
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (true) {
                    Socket connection = listening.accept();
                    met.incrementAndGet();
                    deed.to(connection);
                  }
                } catch (SocketException closed) {
                  met.addAndGet(0); // the test is over
                } catch (IOException broken) {
                  throw new IllegalStateException(broken);
                }
              });
    }

    int port() {
      return listening.getLocalPort();
    }
  }

  private static void reset(Socket connection) throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resets at once", "resets in the middle", "speaks HTTP/1.1", "closes"})
  void whoBreaksTheConnectionIsLeftForTheNextOne(String manner) throws IOException {
    RawServer hostile =
        new RawServer(
            connection -> {
              switch (manner) {
                case "resets at once" -> reset(connection);
                case "resets in the middle" -> {
                  byte[] some = connection.getInputStream().readNBytes(10);
                  connection.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
                  connection.getOutputStream().write(some, 0, 3);
                  reset(connection);
                }
                case "speaks HTTP/1.1" -> {
                  connection.getOutputStream().write("HTTP/1.1 400 No\r\n\r\n".getBytes(UTF_8));
                  connection.close();
                }
                default -> connection.close();
              }
            });
    FakeControlPlane good = plane();
    client(hostile.port(), good.port());
    good.request();
    good.say("1", CLUSTER, fixed("a"));
    awaitCluster("a");
    assertThat(hostile.met.get()).isPositive();
    assertThat(carrier.told).anyMatch(each -> each.contains("was closed: "));
  }

  /// It accepts, and never says a word.
  @Test
  void whoIsSilentIsLeftWhenTheTimeToConnectIsOver() throws IOException {
    List<Socket> kept = new ArrayList<>();
    RawServer silent = new RawServer(kept::add);
    FakeControlPlane good = plane();
    client(silent.port(), good.port());
    good.request();
    good.say("1", CLUSTER, fixed("a"));
    awaitCluster("a");
    assertThat(told("no connection within 500 ms")).isTrue();
    assertThat(kept).isNotEmpty();
  }

  /// Bytes of a seed, in the place of a resource and as its type.
  @Test
  void resourcesThatAreNoneAreRefusedAndTheGoodOnesStay() {
    FakeControlPlane plane = plane();
    client(plane.port());
    plane.request();
    plane.say("1", CLUSTER, fixed("a"));
    plane.request();
    awaitCluster("a");
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      random.nextBytes(bytes);
      String type = i % 3 == 0 ? LISTENER.url() : i % 3 == 1 ? "nonsense" : CLUSTER.url();
      plane.send(
          DiscoveryResponse.newBuilder()
              .setTypeUrl(CLUSTER.url())
              .setNonce("hostile-" + i)
              .addResources(Any.newBuilder().setTypeUrl(type).setValue(ByteString.copyFrom(bytes)))
              .build());
    }
    plane.say("2", CLUSTER, fixed("a"), fixed("b"));
    awaitCluster("b");
    assertThat(carrier.resources.clusters()).containsKey("a");
    assertThat(told("does not match the response's " + CLUSTER.url())).isTrue();
  }

  /// Responses of types that nobody asked for, and names that nobody wants, without an end.
  @Test
  void whatNobodyAskedForCostsNothing() {
    FakeControlPlane plane = plane();
    client(plane.port());
    plane.request();
    Message[] many = new Message[100];
    for (int i = 0; i < 300; i++) {
      for (int j = 0; j < many.length; j++) {
        many[j] = ClusterLoadAssignment.newBuilder().setClusterName("n" + i + "-" + j).build();
      }
      plane.say("x" + i, ENDPOINTS, many);
      plane.send(DiscoveryResponse.newBuilder().setTypeUrl("some/type." + i).build());
    }
    plane.say("1", CLUSTER, fixed("a"));
    awaitCluster("a");
    assertThat(carrier.resources.endpoints()).isEmpty();
    assertThat(carrier.told.stream().filter(each -> each.contains("was not asked for")).count())
        .isLessThan(10);
  }

  /// A response of 20 MiB, in which every name comes twice.
  @Test
  void aHugeResponseIsTakenOnceForEachName() {
    FakeControlPlane plane = plane();
    client(plane.port());
    plane.request();
    String long1 = "x".repeat(1 << 20);
    List<Message> huge = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      huge.add(fixed("c" + i).toBuilder().setAltStatName(long1).build());
      huge.add(fixed("c" + i).toBuilder().setAltStatName(long1 + i).build());
    }
    plane.say("1", CLUSTER, huge.toArray(Message[]::new));
    awaitCluster("c9");
    assertThat(carrier.resources.clusters()).hasSize(10);
    Await.until("the rest is refused", () -> told("duplicate"));
  }
}
