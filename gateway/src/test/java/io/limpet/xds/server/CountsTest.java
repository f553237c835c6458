package io.limpet.xds.server;

import static io.limpet.xds.server.ResourceType.CLUSTER;
import static io.limpet.xds.server.ResourceType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.Await;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The numbers of the server, under istiod's names.
final class CountsTest {
  private final Shapes shop = new Shapes().cluster("a", 1).listener("l", 1);
  private final Served served = new Served(shop.resources());

  @AfterEach
  void stop() {
    served.close();
  }

  private static Node node(String pod, String version) {
    return Node.newBuilder()
        .setId("router~10.0.0.1~" + pod + ".shop~shop.svc.cluster.local")
        .setMetadata(
            Struct.newBuilder()
                .putFields("ISTIO_VERSION", Value.newBuilder().setStringValue(version).build()))
        .build();
  }

  private void await(String... lines) {
    Await.until(
        "numbers " + List.of(lines),
        () -> served.numbers().lines().toList().containsAll(List.of(lines)));
  }

  @Test
  void gatewaysAreCountedByTheirVersionAsLongAsTheyAreThere() {
    FakeGateway one = served.gateway(Dialect.DIFFERENCES);
    one.introduce(node("gw-1", "1.32.0"), CLUSTER);
    FakeGateway other = served.gateway(Dialect.WHOLE_LISTS);
    other.introduce(node("gw-2", "1.31.2"), CLUSTER);
    await("pilot_xds{version=\"1.32.0\"} 1", "pilot_xds{version=\"1.31.2\"} 1");
    other.close();
    await("pilot_xds{version=\"1.32.0\"} 1", "pilot_xds{version=\"1.31.2\"} 0");
  }

  @Test
  void whatAGatewayRefusesIsCountedByTypeAndByGatewayAndCode() {
    FakeGateway gateway = served.gateway(Dialect.DIFFERENCES);
    gateway.introduce(node("gw-1", "1.32.0"), CLUSTER);
    gateway.refuse(gateway.told(), "no");
    gateway.ask(LISTENER);
    gateway.refuse(gateway.told(), "no");
    await(
        "pilot_total_xds_rejects{type=\"cds\"} 1",
        "pilot_total_xds_rejects{type=\"lds\"} 1",
        "pilot_xds_cds_reject{err=\"Internal\",node=\"gw-1.shop\"} 1",
        "pilot_xds_lds_reject{err=\"Internal\",node=\"gw-1.shop\"} 1");
  }

  @Test
  void theTimesOfAChangeAreCountedAndNotThoseOfAStart() {
    FakeGateway gateway = served.gateway(Dialect.DIFFERENCES);
    gateway.ask(CLUSTER);
    gateway.take(gateway.told());
    await("pilot_proxy_convergence_time_count{} 0", "pilot_xds_push_time_count{type=\"cds\"} 1");
    served.publish(shop.cluster("a", 2).resources());
    gateway.take(gateway.told());
    await(
        "pilot_proxy_convergence_time_count{} 1",
        "pilot_proxy_convergence_time_bucket{le=\"30\"} 1",
        "pilot_proxy_queue_time_count{} 1",
        "pilot_xds_send_time_count{} 2",
        "pilot_xds_push_time_count{type=\"cds\"} 2",
        "pilot_xds_pushes{type=\"cds\"} 2",
        "pilot_xds_config_size_bytes_bucket{type=\"%s\",le=\"1\"} 0".formatted(CLUSTER.url()),
        "pilot_xds_config_size_bytes_bucket{type=\"%s\",le=\"10000\"} 2".formatted(CLUSTER.url()));
  }

  @Test
  void gatewaysNameThemselvesSoTheirLabelsAreBounded() {
    for (int i = 0; i < 1010; i++) {
      try (FakeGateway gateway = new FakeGateway(served.server().port(), Dialect.DIFFERENCES)) {
        gateway.introduce(node("gw", "v" + i), CLUSTER);
        gateway.told();
      }
    }
    assertThat(served.numbers().lines().filter(line -> line.startsWith("pilot_xds{")).count())
        .isBetween(900L, 1001L);
  }
}
