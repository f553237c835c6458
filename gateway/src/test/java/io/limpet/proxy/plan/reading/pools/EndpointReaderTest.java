package io.limpet.proxy.plan.reading.pools;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.locality;
import static io.limpet.proxy.plan.reading.Messages.resources;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.Endpoint.Locality;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Endpoints whose messages are the same objects as before are not read again.
class EndpointReaderTest {
  private static final LbEndpoint ONE = endpoint("10.0.0.1", 80).build();
  private static final LbEndpoint TWO = endpoint("10.0.0.2", 80).build();
  private static final LbEndpoint ODD = odd();

  private final PlanBuilder builder = new PlanBuilder();

  private static LbEndpoint odd() {
    LbEndpoint.Builder odd = endpoint("10.0.0.3", 80);
    odd.getEndpointBuilder().addAdditionalAddressesBuilder();
    return odd.build();
  }

  private static LocalityLbEndpoints.Builder in(String zone, LbEndpoint... endpoints) {
    return locality(zone).addAllLbEndpoints(List.of(endpoints));
  }

  private PlanBuilder.Built build(ClusterLoadAssignment assignment) {
    Cluster cluster = cluster("c", LbPolicy.ROUND_ROBIN).build();
    return builder.build(resources(List.of(), List.of(), List.of(cluster), List.of(assignment)));
  }

  private List<Endpoint> read(LocalityLbEndpoints.Builder... localities) {
    return given(build(assignment("c", localities)).plan().cluster("c")).endpoints();
  }

  @Test
  void thoseThatDidNotChangeAreKept() {
    List<Endpoint> before = read(in("a", ONE, TWO));
    LbEndpoint heavier = endpoint("10.0.0.2", 80, 7).build();
    List<Endpoint> after = read(in("a", ONE, heavier));
    assertThat(after.getFirst()).isSameAs(before.getFirst());
    assertThat(after.getLast().weight()).isEqualTo(7);
    assertThat(after.getLast().state()).isSameAs(before.getLast().state());
  }

  @Test
  void anEndpointMayMove() {
    List<Endpoint> before = read(in("a", ONE, TWO));
    List<Endpoint> after = read(in("a", ONE), in("b", TWO).setPriority(1));
    assertThat(after.getFirst()).isSameAs(before.getFirst());
    assertThat(after.getLast().locality()).isEqualTo(new Locality("", "b", ""));
    assertThat(after.getLast().priority()).isEqualTo(1);
  }

  @Test
  void theFirstOfTwoWithOneAddressIsKeptAsBefore() {
    LbEndpoint again = endpoint("10.0.0.1", 80, 3).build();
    assertThat(read(in("a", ONE, again))).singleElement().extracting("weight").isEqualTo(1);
    assertThat(read(in("a", ONE, again, TWO))).hasSize(2);
    assertThat(read(in("a", again, TWO)).getFirst().weight()).isEqualTo(3);
  }

  @Test
  void whatIsWrongWithAnEndpointIsToldEachTime() {
    String path = "endpoints[0].lb_endpoints[1].endpoint.additional_addresses";
    assertThat(build(assignment("c", in("a", ONE, ODD))).problems())
        .extracting(PlanProblem::field)
        .containsExactly(path);
    assertThat(build(assignment("c", in("a", ONE, ODD, TWO))).problems())
        .extracting(PlanProblem::field)
        .containsExactly(path);
  }
}
