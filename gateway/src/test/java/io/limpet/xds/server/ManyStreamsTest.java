package io.limpet.xds.server;

import static io.limpet.xds.server.ResourceType.CLUSTER;
import static io.limpet.xds.server.ResourceType.ENDPOINTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.limpet.Await;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// As many gateways as one control plane may have.
final class ManyStreamsTest {
  private static final int STREAMS = 3000;
  private static final int CHANNELS = 6;
  private static final int RESOURCES = 10;
  private static final int MANY = 3000; // more than one who does not read is sent
  private static final long MOST_BYTES = 200L << 20; // of both ends of all streams

  private final Shapes shop = new Shapes();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicInteger responses = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /// A gateway that takes whatever it is told.
  private final class Gateway extends ClientCall.Listener<ByteString> {
    private final ClientCall<ByteString, ByteString> call;

    Gateway(ManagedChannel channel) {
      call = channel.newCall(Dialect.DIFFERENCES.method(), CallOptions.DEFAULT);
      call.start(this, new Metadata());
      call.request(1);
      call.sendMessage(request().build().toByteString());
    }

    private static DeltaDiscoveryRequest.Builder request() {
      return DeltaDiscoveryRequest.newBuilder().setTypeUrl(CLUSTER.url());
    }

    @Override
    public void onMessage(ByteString response) {
      try {
        String nonce = DeltaDiscoveryResponse.parseFrom(response).getNonce();
        call.sendMessage(request().setResponseNonce(nonce).build().toByteString());
        responses.incrementAndGet();
        call.request(1);
      } catch (InvalidProtocolBufferException broken) {
        refused.incrementAndGet();
      }
    }
  }

  private static long used() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private void awaitResponses(int count) {
    Await.until(
        "response " + count + " of all", Duration.ofSeconds(60), () -> responses.get() >= count);
  }

  @Test
  void oneChangeReachesThreeThousandGatewaysAndWhoDoesNotReadHoldsNobodyBack() {
    IntStream.range(0, RESOURCES).forEach(i -> shop.cluster("c" + i, 1).endpoints("c" + i, 1));
    IntStream.range(0, MANY).forEach(i -> shop.endpoints("many" + i, 1));
    try (Served served = new Served(shop.resources())) {
      long before = used();
      FakeGateway slow = served.gateway(Dialect.DIFFERENCES, 1);
      slow.ask(
          ENDPOINTS, IntStream.range(0, MANY).mapToObj(i -> "many" + i).toArray(String[]::new));
      slow.told();
      List<Gateway> gateways = new ArrayList<>();
      for (int i = 0; i < CHANNELS; i++) {
        ManagedChannel channel =
            NettyChannelBuilder.forAddress("127.0.0.1", served.server().port())
                .usePlaintext()
                .directExecutor()
                .build();
        channels.add(channel);
        IntStream.range(0, STREAMS / CHANNELS).forEach(_ -> gateways.add(new Gateway(channel)));
      }
      awaitResponses(STREAMS);
      served.publish(shop.cluster("c7", 2).endpoints("many3", 2).resources());
      awaitResponses(2 * STREAMS);
      assertThat(gateways).hasSize(STREAMS);
      assertThat(responses).hasValue(2 * STREAMS);
      assertThat(refused).hasValue(0);
      assertThat(slow.isOpen()).isTrue();
      assertThat(served.server().streams()).hasSize(STREAMS + 1);
      assertThat(used() - before).isLessThan(MOST_BYTES);
    }
  }
}
