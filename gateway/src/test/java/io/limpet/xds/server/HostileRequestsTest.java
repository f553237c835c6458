package io.limpet.xds.server;

import static io.limpet.xds.server.ResourceType.CLUSTER;
import static io.limpet.xds.server.ResourceType.ENDPOINTS;
import static io.limpet.xds.server.ResourceType.LISTENER;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.Status;
import io.limpet.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever one stream says, the others are told what they are to be told.
final class HostileRequestsTest {
  private final Shapes shop = new Shapes().cluster("a", 1).endpoints("a", 1).listener("l", 1);
  private final Served served = new Served(shop.resources());

  @AfterEach
  void stop() {
    served.close();
  }

  private void othersAreServed() {
    try (FakeGateway other = new FakeGateway(served.server().port(), Dialect.DIFFERENCES)) {
      other.ask(CLUSTER);
      assertThat(other.told().names()).contains("a");
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void typesThatAreNotServedAreIgnored(Dialect dialect) {
    FakeGateway gateway = served.gateway(dialect);
    for (int i = 0; i < 1000; i++) {
      gateway.send(
          dialect == Dialect.WHOLE_LISTS
              ? DiscoveryRequest.newBuilder().setTypeUrl("type.googleapis.com/no." + i).build()
              : DeltaDiscoveryRequest.newBuilder().setTypeUrl("no" + i).build());
    }
    gateway.ask(LISTENER);
    assertThat(gateway.told().names()).containsExactly("l");
    othersAreServed();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void tenThousandNamesThatDoNotExistAreOneRequest(Dialect dialect) {
    FakeGateway gateway = served.gateway(dialect);
    gateway.ask(
        ENDPOINTS, IntStream.range(0, 10_000).mapToObj(i -> "none-" + i).toArray(String[]::new));
    gateway.ask(LISTENER);
    Await.until("it is told", () -> gateway.told().type() == LISTENER);
    othersAreServed();
  }

  @Test
  void moreNamesThanAnyGatewayHasEndTheStream() {
    FakeGateway gateway = served.gateway(Dialect.DIFFERENCES);
    for (int part = 0; part < 5; part++) {
      int from = part * 50_000;
      gateway.ask(
          ENDPOINTS,
          IntStream.range(from, from + 50_000).mapToObj(i -> "n" + i).toArray(String[]::new));
    }
    assertThat(gateway.closed().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    othersAreServed();
  }

  @Test
  void aMessageThatIsTooLargeEndsItsStream() {
    FakeGateway gateway = served.gateway(Dialect.WHOLE_LISTS);
    gateway.send(DiscoveryRequest.newBuilder().setVersionInfo("x".repeat(5 << 20)).build());
    assertThat(gateway.closed().isOk()).isFalse();
    othersAreServed();
  }

  @Test
  void aStreamThatSaysNothingMoreEnds() {
    FakeGateway gateway = served.gateway(Dialect.WHOLE_LISTS);
    gateway.ask(CLUSTER);
    gateway.told();
    gateway.halfClose();
    assertThat(gateway.closed().getCode()).isEqualTo(Status.Code.OK);
    Await.until("nobody is there", () -> served.server().streams().isEmpty());
    othersAreServed();
  }

  @Test
  void anotherNodeOnTheSameStreamIsIgnored() {
    FakeGateway gateway = served.gateway(Dialect.WHOLE_LISTS);
    gateway.introduce(Node.newBuilder().setId("first").build(), CLUSTER);
    gateway.told();
    gateway.introduce(Node.newBuilder().setId("second").build(), LISTENER);
    gateway.told();
    assertThat(served.server().streams().getFirst().node().getId()).isEqualTo("first");
  }

  @Test
  void answersToWhatWasNeverSaidAreIgnored() {
    FakeGateway gateway = served.gateway(Dialect.DIFFERENCES);
    for (int i = 0; i < 1000; i++) {
      gateway.answer(CLUSTER, "never-" + i);
    }
    gateway.ask(LISTENER);
    Await.until("it is told", () -> gateway.told().type() == LISTENER);
    othersAreServed();
  }

  /// Bytes of a seed.
  @Test
  void bytesThatAreNoRequestEndTheirStreamAtMost() {
    Random random = new Random(5);
    for (int i = 0; i < 200; i++) {
      try (FakeGateway gateway =
          new FakeGateway(
              served.server().port(), i % 2 == 0 ? Dialect.WHOLE_LISTS : Dialect.DIFFERENCES)) {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        gateway.send(ByteString.copyFrom(bytes));
        if (i % 20 == 0) {
          assertThat(gateway.closed().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
      }
    }
    othersAreServed();
  }

  @Test
  void aConnectionThatSpeaksSomethingElseIsClosed() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.server().port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(US_ASCII));
      socket.setSoTimeout(5000);
      while (socket.getInputStream().read() >= 0) {
        othersAreServed();
      }
    }
    othersAreServed();
  }

  /// It reads one response and then nothing, while everything changes a thousand times.
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void whoDoesNotReadHoldsNobodyBackAndIsToldTheNewestLater(Dialect dialect) {
    IntStream.range(0, 2000).forEach(i -> shop.endpoints("many-" + i, 1));
    served.publish(shop.resources());
    String[] names = IntStream.range(0, 2000).mapToObj(i -> "many-" + i).toArray(String[]::new);
    FakeGateway slow = served.gateway(dialect, 1);
    slow.ask(ENDPOINTS, names);
    FakeGateway other = served.gateway(Dialect.DIFFERENCES);
    other.ask(CLUSTER);
    other.take(other.told());
    for (int change = 2; change < 100; change++) {
      for (int i = 0; i < 2000; i += 20) {
        shop.endpoints("many-" + i, change);
      }
      served.publish(shop.cluster("a", change).resources());
      other.take(other.told());
    }
    slow.read(FakeGateway.ALL_IT_CAN);
    Set<String> newest = new HashSet<>();
    int responses = 0;
    while (newest.size() < 100) {
      responses++;
      slow.told()
          .content()
          .forEach(
              (name, content) -> {
                if (content.equals(expected(name))) {
                  newest.add(name);
                }
              });
    }
    assertThat(responses).isLessThan(30);
  }

  private ByteString expected(String name) {
    return Objects.requireNonNull(
            new Shapes().endpoints(name, 99).resources().endpoints().get(name))
        .toByteString();
  }
}
