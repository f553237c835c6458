package io.limpet.xds.server;

import static io.limpet.xds.server.ResourceType.CLUSTER;
import static io.limpet.xds.server.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.limpet.protos.v1.ClusterExtension;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is told of resources, and what is not.
final class FeedTest {
  private final Shapes shop = new Shapes().cluster("a", 1).listener("l", 1);
  private final Served served = new Served(shop.resources());

  @AfterEach
  void stop() {
    served.close();
  }

  private static Cluster cluster(String name) {
    return Objects.requireNonNull(new Shapes().cluster(name, 1).resources().clusters().get(name));
  }

  @Test
  void whatBreaksTheRulesOfTheApiIsNotToldAndTheLastGoodOneStays() {
    FakeGateway gateway = served.gateway(Dialect.DIFFERENCES);
    gateway.ask(CLUSTER);
    FakeGateway.Told first = gateway.told();
    shop.put("c/a", cluster("a").toBuilder().clearEdsClusterConfig().setAltStatName("x").build());
    Cluster.Builder broken = cluster("b").toBuilder();
    broken.getOutlierDetectionBuilder().getMaxEjectionPercentBuilder().setValue(200);
    served.publish(shop.put("c/b", broken.build()).cluster("c", 1).resources());
    assertThat(gateway.told().names()).containsExactly("a", "c");
    assertThat(served.feed().withheld())
        .containsExactly(
            new Withheld(
                CLUSTER,
                "b",
                broken.build(),
                "outlier_detection.max_ejection_percent",
                "is 200, and must be at most 100",
                false));
    broken.getOutlierDetectionBuilder().getMaxEjectionPercentBuilder().setValue(100);
    served.publish(shop.put("c/b", broken.build()).resources());
    FakeGateway.Told good = gateway.told();
    assertThat(good.names()).containsExactly("b");
    broken.getOutlierDetectionBuilder().getMaxEjectionPercentBuilder().setValue(101);
    served.publish(shop.put("c/b", broken.build()).cluster("d", 1).resources());
    assertThat(gateway.told().names()).containsExactly("d");
    assertThat(served.feed().withheld()).singleElement().matches(Withheld::served);
    broken.getOutlierDetectionBuilder().getMaxEjectionPercentBuilder().setValue(100);
    assertThat(served.feed().told().resources().clusters())
        .containsOnlyKeys("a", "b", "c", "d")
        .containsEntry("b", broken.build());
    assertThat(first.names()).containsExactly("a");
  }

  @Test
  void whatIsWrongInsideOfAPackedMessageIsFoundToo() {
    Listener listener =
        Listener.newBuilder()
            .setName("tcp")
            .addFilterChains(
                FilterChain.newBuilder()
                    .addFilters(
                        Filter.newBuilder()
                            .setName("tcp")
                            .setTypedConfig(Any.pack(TcpProxy.newBuilder().build()))))
            .build();
    served.publish(shop.put("l/tcp", listener).resources());
    assertThat(served.feed().withheld())
        .extracting(Withheld::type, Withheld::path)
        .contains(
            org.assertj.core.groups.Tuple.tuple(
                LISTENER, "filter_chains[0].filters[0].typed_config.stat_prefix"));
  }

  @Test
  void messagesOfOurOwnAreToldOnlyToGatewaysThatUnderstandThem() throws Exception {
    Cluster.Builder cluster = cluster("a").toBuilder();
    cluster
        .getMetadataBuilder()
        .putTypedFilterMetadata(
            "limpet", Any.pack(ClusterExtension.newBuilder().setRetryPinnedFirst(true).build()));
    served.publish(shop.put("c/a", cluster.build()).resources());
    Node ours =
        Node.newBuilder()
            .setMetadata(
                Struct.newBuilder()
                    .putFields(
                        "LIMPET_EXTENSIONS", Value.newBuilder().setStringValue("v1").build()))
            .build();
    for (Dialect dialect : Dialect.values()) {
      FakeGateway stock = served.gateway(dialect);
      stock.introduce(Node.getDefaultInstance(), CLUSTER);
      assertThat(extensions(stock)).isZero();
      FakeGateway limpet = served.gateway(dialect);
      limpet.introduce(ours, CLUSTER);
      assertThat(extensions(limpet)).isEqualTo(1);
    }
  }

  private static int extensions(FakeGateway gateway) throws Exception {
    var content = Objects.requireNonNull(gateway.told().content().get("a"));
    return Cluster.parseFrom(content).getMetadata().getTypedFilterMetadataCount();
  }

  @Test
  void whatComesOutTheSameIsNotToldAgain() {
    FakeGateway gateway = served.gateway(Dialect.WHOLE_LISTS);
    gateway.ask(CLUSTER);
    gateway.take(gateway.told());
    long before = served.feed().number();
    served.publish(new Shapes().cluster("a", 1).listener("l", 1).resources());
    assertThat(served.feed().number()).isEqualTo(before);
    assertThat(List.of(gateway.waiting())).containsExactly(0);
  }
}
