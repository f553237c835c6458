package io.limpet.proxy.plan.reading;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.listener;
import static io.limpet.proxy.plan.reading.Messages.locality;
import static io.limpet.proxy.plan.reading.Messages.plan;
import static io.limpet.proxy.plan.reading.Messages.resources;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.MaglevLbConfig;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthCheck.TcpHealthCheck;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.HealthStatusSet;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_src.v3.OriginalSrc;
import io.envoyproxy.envoy.type.v3.Percent;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.Endpoint.Health;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import io.limpet.proxy.plan.pools.Pool;
import io.limpet.proxy.plan.pools.Pools;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.PlanProblem.Weight;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanBuilderTest {
  private final PlanBuilder builder = new PlanBuilder();

  @Test
  void oneChangedAssignmentOfAThousandRebuildsOneClusterAlone() {
    List<Cluster> clusters = new ArrayList<>();
    List<ClusterLoadAssignment> assignments = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      LbPolicy policy = i % 2 == 0 ? LbPolicy.RING_HASH : LbPolicy.LEAST_REQUEST;
      clusters.add(cluster("c" + i, policy).build());
      assignments.add(assignment("c" + i, endpoint("10.0.0.1", 1000 + i)));
    }
    List<Listener> listeners = List.of(listener("l", 80, "r"));
    List<RouteConfiguration> routes = List.of(RouteConfiguration.newBuilder().setName("r").build());
    Resources before = resources(listeners, routes, clusters, assignments);
    Plan first = builder.build(before).plan();

    TreeMap<String, ClusterLoadAssignment> changed = new TreeMap<>(before.endpoints());
    changed.put("c500", assignment("c500", endpoint("10.0.0.2", 1500)));
    Resources after =
        new Resources(2, before.listeners(), before.routes(), before.clusters(), changed);
    Plan second = builder.build(after).plan();

    List<String> rebuilt =
        first.clusters().keySet().stream().filter(name -> isRebuilt(first, second, name)).toList();
    assertThat(rebuilt).containsExactly("c500");
    assertThat(second.listeners().get("l")).isSameAs(first.listeners().get("l"));
  }

  @Test
  void changedRoutesKeepTheirListenersHttpPlan() {
    List<Listener> listeners = List.of(listener("l", 80, "r"), listener("m", 81, "s"));
    RouteConfiguration routes = RouteConfiguration.newBuilder().setName("r").build();
    RouteConfiguration others = RouteConfiguration.newBuilder().setName("s").build();
    Plan first =
        builder.build(resources(listeners, List.of(routes, others), List.of(), List.of())).plan();
    RouteConfiguration edited =
        routes.toBuilder().addVirtualHosts(VirtualHost.newBuilder().addDomains("*")).build();
    Plan second =
        builder.build(resources(listeners, List.of(edited, others), List.of(), List.of())).plan();
    assertThat(second.listeners().get("l")).isNotSameAs(first.listeners().get("l"));
    assertThat(http(second)).isSameAs(http(first));
    assertThat(second.listeners().get("m")).isSameAs(first.listeners().get("m"));
  }

  @Test
  void aResourceThatCannotBeCarriedOutKeepsItsLastGoodPlan() {
    Cluster good = cluster("c", LbPolicy.MAGLEV).build();
    Cluster bad = maglev("c", 100);
    ClusterLoadAssignment assignment = assignment("c", endpoint("10.0.0.1", 80));
    Plan first = build(good, assignment).plan();
    PlanBuilder.Built second = build(bad, assignment);
    assertThat(second.plan().cluster("c")).isSameAs(first.cluster("c"));
    assertThat(second.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.weight()).isEqualTo(Weight.REFUSED);
              assertThat(problem.field()).isEqualTo("maglev_lb_config.table_size");
              assertThat(problem.text()).contains("100 is no prime number");
            });
    assertThat(build(good, assignment).problems()).isEmpty();
  }

  @Test
  void aResourceThatWasNeverGoodIsLeftOutAndTheOthersGoOn() {
    PlanBuilder.Built built =
        builder.build(
            resources(
                List.of(),
                List.of(),
                List.of(maglev("bad", 4), cluster("good", LbPolicy.RANDOM).build()),
                List.of()));
    assertThat(built.plan().clusters()).containsOnlyKeys("good");
    assertThat(built.problems()).hasSize(1);
  }

  @Test
  void listenerFiltersThatNobodyKnowsAreSaid() {
    Listener asking =
        listener("l", 80, "r").toBuilder()
            .addListenerFilters(listenerFilter(HttpInspector.getDefaultInstance()))
            .addListenerFilters(listenerFilter(OriginalSrc.getDefaultInstance()))
            .build();
    RouteConfiguration routes = RouteConfiguration.newBuilder().setName("r").build();
    PlanBuilder.Built built =
        builder.build(resources(List.of(asking), List.of(routes), List.of(), List.of()));
    assertThat(built.problems())
        .extracting(PlanProblem::field)
        .containsExactly("listener_filters[1]");
  }

  private static ListenerFilter listenerFilter(Message config) {
    return ListenerFilter.newBuilder().setName("f").setTypedConfig(Any.pack(config)).build();
  }

  @Test
  void whatIsNotCarriedOutIsSaidWithItsField() {
    Cluster asking =
        cluster("c", LbPolicy.ROUND_ROBIN)
            .setConnectionPoolPerDownstreamConnection(true)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(999, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                    .build())
            .build();
    PlanBuilder.Built built = build(asking, assignment("c", endpoint("10.0.0.1", 80)));
    assertThat(built.problems())
        .extracting(PlanProblem::field)
        .contains("connection_pool_per_downstream_connection", "#999");
    assertThat(built.plan().clusters()).containsKey("c");
  }

  @Test
  void ofTwoListenersWithOneAddressTheOneThatCameFirstIsServed() {
    Listener old = listener("old", 80, "r");
    Listener twin = listener("a-twin", 80, "r");
    builder.build(only(old));
    PlanBuilder.Built both = builder.build(only(twin, old));
    assertThat(both.plan().listeners()).containsOnlyKeys("old");
    assertThat(both.problems())
        .filteredOn(each -> each.weight() == PlanProblem.Weight.REFUSED)
        .singleElement()
        .hasToString(
            "Listener a-twin: address: has duplicate address 127.0.0.1:80: the listener old has it;"
                + " give one of them another port");
    PlanBuilder.Built alone = builder.build(only(twin));
    assertThat(alone.plan().listeners()).containsOnlyKeys("a-twin");
  }

  private static Resources only(Listener... listeners) {
    return resources(List.of(listeners), List.of(), List.of(), List.of());
  }

  @Test
  void anEndpointFindsItsNumbersAgainAfterAChange() {
    Cluster cluster = cluster("c", LbPolicy.LEAST_REQUEST).build();
    Plan first = build(cluster, assignment("c", endpoint("10.0.0.1", 80))).plan();
    state(first).started();
    build(cluster, assignment("c", endpoint("10.0.0.2", 80)));
    build(cluster, assignment("c", endpoint("10.0.0.3", 80)));
    build(cluster, assignment("c", endpoint("10.0.0.4", 80)));
    Plan back = build(cluster, assignment("c", endpoint("10.0.0.1", 80))).plan();
    assertThat(state(back)).isSameAs(state(first));
    assertThat(given(back.cluster("c")).state()).isSameAs(given(first.cluster("c")).state());
  }

  /// Envoy keeps it until a check fails, unless `ignore_health_on_host_removal` is set.
  @Test
  void anEndpointThatIsGoneIsGoneAtOnceThoughItsChecksPass() {
    Cluster cluster = checked(1).build();
    build(cluster, assignment("c", endpoint("10.0.0.1", 1), endpoint("10.0.0.1", 2)));
    Plan last = build(cluster, assignment("c", endpoint("10.0.0.1", 2))).plan();
    assertThat(given(last.cluster("c")).endpoints())
        .extracting(Endpoint::address)
        .containsExactly("10.0.0.1:2");
  }

  /// Envoy checks a new cluster before the old one goes.
  @Test
  void whatChecksFoundHoldsWhereTheChecksAreChanged() {
    ClusterLoadAssignment list = assignment("c", endpoint("10.0.0.1", 1));
    Plan first = build(checked(1).build(), list).plan();
    given(first.cluster("c")).endpoints().getFirst().state().set(HealthFlag.FAILED_ACTIVE_CHECK);
    Plan second = build(checked(2).build(), list).plan();
    assertThat(given(second.cluster("c"))).isNotSameAs(first.cluster("c"));
    assertThat(given(second.cluster("c")).endpoints().getFirst().health())
        .isEqualTo(Health.UNHEALTHY);
  }

  private static Cluster.Builder checked(int seconds) {
    Duration time = Duration.newBuilder().setSeconds(seconds).build();
    return cluster("c", LbPolicy.RANDOM)
        .addHealthChecks(
            HealthCheck.newBuilder()
                .setTimeout(time)
                .setInterval(time)
                .setHealthyThreshold(UInt32Value.of(1))
                .setUnhealthyThreshold(UInt32Value.of(1))
                .setTcpHealthCheck(TcpHealthCheck.getDefaultInstance()));
  }

  @Test
  void endpointsThatAreGoneAreForgotten() {
    Cluster cluster = cluster("c", LbPolicy.LEAST_REQUEST).build();
    for (int port = 1; port < 1000; port++) {
      build(cluster, assignment("c", endpoint("10.0.0.1", port)));
    }
    Plan last = build(cluster, assignment("c", endpoint("10.0.0.1", 1000))).plan();
    assertThat(given(last.cluster("c")).state().size()).isLessThan(5);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1:80",
    "::1, [::1]:80",
    "2001:DB8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:80",
    "fe80:0:0:0:0:0:0:0, [fe80::]:80",
    "1:2:3:4:5:6:0:8, [1:2:3:4:5:6:0:8]:80",
    "0:0:0:0:0:0:0:0, [::]:80",
  })
  void anEndpointsAddressIsWrittenAsEnvoyWritesIt(String ip, String address) {
    ClusterPlan plan = plan(cluster("c", LbPolicy.RANDOM), assignment("c", endpoint(ip, 80)));
    assertThat(plan.endpoint(address)).isSameAs(plan.endpoints().getFirst());
  }

  @Test
  void overrideStatusesAreEnvoysDefaultOrTheListEvenAnEmptyOne() {
    ClusterLoadAssignment none = assignment("c", new LbEndpoint.Builder[0]);
    Cluster.Builder cluster = cluster("c", LbPolicy.RANDOM);
    assertThat(plan(cluster, none).overrideStatuses())
        .containsExactlyInAnyOrder(Health.UNKNOWN, Health.HEALTHY, Health.DEGRADED);
    cluster.getCommonLbConfigBuilder().setOverrideHostStatus(HealthStatusSet.getDefaultInstance());
    assertThat(plan(cluster, none).overrideStatuses()).isEmpty();
    cluster
        .getCommonLbConfigBuilder()
        .setOverrideHostStatus(HealthStatusSet.newBuilder().addStatuses(HealthStatus.DRAINING));
    assertThat(plan(cluster, none).overrideStatuses()).containsExactly(Health.DRAINING);
  }

  @Test
  void belowThePanicThresholdEveryEndpointServes() {
    ClusterLoadAssignment oneOfFour =
        assignment(
            "c",
            endpoint("10.0.0.1", 80),
            endpoint("10.0.0.2", 80, HealthStatus.UNHEALTHY),
            endpoint("10.0.0.3", 80, HealthStatus.DRAINING),
            endpoint("10.0.0.4", 80, HealthStatus.TIMEOUT));
    Cluster.Builder cluster = cluster("c", LbPolicy.RANDOM);
    assertThat(plan(cluster, oneOfFour).eligible()).hasSize(1);
    cluster.setCommonLbConfig(CommonLbConfig.getDefaultInstance());
    assertThat(plan(cluster, oneOfFour).eligible()).hasSize(4);
    cluster
        .getCommonLbConfigBuilder()
        .setHealthyPanicThreshold(Percent.newBuilder().setValue(25).build());
    assertThat(plan(cluster, oneOfFour).eligible()).hasSize(1);
  }

  @Test
  void aPriorityGivesTheNextWhatItsHealthyEndpointsCannotTake() {
    LocalityLbEndpoints.Builder first =
        locality("a", endpoint("10.0.0.1", 80), endpoint("10.0.0.2", 80, HealthStatus.UNHEALTHY));
    LocalityLbEndpoints.Builder second = locality("b", endpoint("10.0.0.3", 80)).setPriority(1);
    Pools pools = plan(cluster("c", LbPolicy.RANDOM), assignment("c", first, second)).pools();
    assertThat(pools.pool(69).endpoints().getFirst().address()).isEqualTo("10.0.0.1:80");
    assertThat(pools.pool(70).endpoints().getFirst().address()).isEqualTo("10.0.0.3:80");
    assertThat(pools.pool(-1).endpoints()).hasSize(1);
  }

  @Test
  void degradedEndpointsTakeOnlyWhatHealthyOnesCannot() {
    ClusterLoadAssignment assignment =
        assignment(
            "c",
            endpoint("10.0.0.1", 80),
            endpoint("10.0.0.2", 80),
            endpoint("10.0.0.3", 80, HealthStatus.DEGRADED),
            endpoint("10.0.0.4", 80, HealthStatus.UNHEALTHY),
            endpoint("10.0.0.5", 80, HealthStatus.UNHEALTHY));
    Pools pools = plan(cluster("c", LbPolicy.RANDOM), assignment).pools();
    assertThat(pools.all()).hasSize(2);
    long toDegraded = 0;
    for (long ticket = 0; ticket < 100; ticket++) {
      toDegraded += pools.pool(ticket).endpoints().size() == 1 ? 1 : 0;
    }
    assertThat(toDegraded).isEqualTo(33);
  }

  @Test
  void weightsAreDealtInEnvoysOrder() {
    ClusterPlan plan =
        plan(
            cluster("c", LbPolicy.ROUND_ROBIN),
            assignment(
                "c",
                endpoint("10.0.0.1", 80, 10),
                endpoint("10.0.0.2", 80, 20),
                endpoint("10.0.0.3", 80, 30)));
    Pool pool = plan.pools().all().getFirst();
    StringBuilder dealt = new StringBuilder();
    for (int i = 0; i < 18; i++) {
      dealt.append(given(pool.pick(0, 0, new SplittableRandom(i))).weight() / 10);
    }
    assertThat(dealt).contains("323123323123");
  }

  @Test
  void aMissingRouteConfigurationMatchesNothingAndIsSaid() {
    PlanBuilder.Built built =
        builder.build(
            resources(List.of(listener("l", 80, "gone")), List.of(), List.of(), List.of()));
    assertThat(built.plan().listeners()).containsKey("l");
    assertThat(built.problems()).hasSize(1);
  }

  @SuppressWarnings("ReferenceEquality") // sharing by identity is what is tested
  private static boolean isRebuilt(Plan first, Plan second, String cluster) {
    return first.cluster(cluster) != second.cluster(cluster);
  }

  private PlanBuilder.Built build(Cluster cluster, ClusterLoadAssignment assignment) {
    return builder.build(resources(List.of(), List.of(), List.of(cluster), List.of(assignment)));
  }

  private static Cluster maglev(String name, int size) {
    return cluster(name, LbPolicy.MAGLEV)
        .setMaglevLbConfig(MaglevLbConfig.newBuilder().setTableSize(UInt64Value.of(size)))
        .build();
  }

  private static HttpPlan http(Plan plan) {
    return Managers.of(plan, "l").http();
  }

  private static EndpointState state(Plan plan) {
    return given(plan.cluster("c")).endpoints().getFirst().state();
  }
}
