package io.limpet.proxy.plan.pools;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.pools.Endpoint.Health;
import io.limpet.proxy.plan.pools.EndpointState.HealthFlag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveHealthTest {
  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, , UNKNOWN",
    "HEALTHY, , HEALTHY",
    "UNKNOWN, FAILED_ACTIVE_CHECK, UNHEALTHY",
    "HEALTHY, FAILED_OUTLIER, UNHEALTHY",
    "DRAINING, FAILED_OUTLIER, UNHEALTHY",
    "HEALTHY, DEGRADED_ACTIVE_CHECK, DEGRADED",
    "DRAINING, DEGRADED_ACTIVE_CHECK, DRAINING",
    "TIMEOUT, DEGRADED_ACTIVE_CHECK, TIMEOUT",
    "DEGRADED, , DEGRADED",
    "UNKNOWN, PENDING_FIRST_CHECK, UNKNOWN",
  })
  void whatOurChecksFoundComesBeforeWhatIsConfigured(
      HealthStatus status, @Nullable HealthFlag flag, Health expected) {
    ClusterPlan cluster = plan(cluster("c", LbPolicy.RANDOM), list(status));
    Endpoint only = cluster.endpoints().getFirst();
    if (flag != null) {
      assertThat(only.state().set(flag)).isTrue();
      assertThat(only.state().set(flag)).isFalse();
    }
    assertThat(only.health()).isEqualTo(expected);
    if (flag != null) {
      assertThat(only.state().clear(flag)).isTrue();
      assertThat(only.state().clear(flag)).isFalse();
    }
    assertThat(only.health()).isEqualTo(only.status());
  }

  @Test
  void choicesFollowHealthAndGoBack() {
    ClusterPlan cluster = plan(cluster("c", LbPolicy.RING_HASH), list(4));
    Endpoint first = cluster.endpoints().getFirst();
    Pools before = cluster.pools();
    first.state().set(HealthFlag.FAILED_OUTLIER);
    assertThat(cluster.pools()).isSameAs(before);
    cluster.healthChanged();
    assertThat(cluster.eligible()).hasSize(3).doesNotContain(first);
    first.state().clear(HealthFlag.FAILED_OUTLIER);
    cluster.healthChanged();
    assertThat(cluster.eligible()).hasSize(4);
  }

  @Test
  void theNewestPlanFollowsWhicheverIsTold() {
    ClusterState state = new ClusterState();
    List<Endpoint> endpoints = plan(cluster("c", LbPolicy.RANDOM), list(2)).endpoints();
    AtomicInteger older = new AtomicInteger();
    AtomicInteger newer = new AtomicInteger();
    state.pools(_ -> counted(older), endpoints);
    state.pools(_ -> counted(newer), endpoints);
    state.healthChanged();
    assertThat(older).hasValue(1);
    assertThat(newer).hasValue(2);
  }

  @Test
  void aChangeWhileANewPlanIsMadeIsNotLost() {
    ClusterState state = new ClusterState();
    List<Endpoint> endpoints = plan(cluster("c", LbPolicy.RANDOM), list(2)).endpoints();
    AtomicInteger made = new AtomicInteger();
    state.pools(
        _ -> {
          if (made.get() == 0) {
            state.healthChanged();
          }
          return counted(made);
        },
        endpoints);
    assertThat(made).hasValue(2);
  }

  @Test
  void aBurstOfChangesIsMergedAndTheLastOneIsSeen() throws Exception {
    ClusterState state = new ClusterState();
    List<Endpoint> endpoints = plan(cluster("c", LbPolicy.RANDOM), list(1)).endpoints();
    Endpoint only = endpoints.getFirst();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger made = new AtomicInteger();
    List<Integer> atOnce = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch second = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    LivePools pools =
        state.pools(
            all -> {
              atOnce.add(inside.incrementAndGet());
              if (made.incrementAndGet() == 2) {
                second.countDown();
                await(go);
              }
              boolean out = all.getFirst().health() == Health.UNHEALTHY;
              inside.decrementAndGet();
              return out ? Pools.NONE : Pools.of(new Pool(all, new Balancing.Random()));
            },
            endpoints);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var _ = executor.submit(state::healthChanged);
      second.countDown();
      await(second);
      only.state().set(HealthFlag.FAILED_OUTLIER);
      for (int i = 0; i < 100; i++) {
        state.healthChanged(); // does not wait
      }
      go.countDown();
    }
    assertThat(made.get()).isEqualTo(3);
    assertThat(atOnce).containsOnly(1);
    assertThat(pools.current()).isSameAs(Pools.NONE);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Pools counted(AtomicInteger count) {
    count.incrementAndGet();
    return Pools.NONE;
  }

  private static ClusterLoadAssignment list(HealthStatus status) {
    return assignment("c", endpoint("127.0.0.1", 1000, status));
  }

  private static ClusterLoadAssignment list(int count) {
    return assignment(
        "c",
        IntStream.range(1000, 1000 + count)
            .mapToObj(port -> endpoint("127.0.0.1", port))
            .toArray(LbEndpoint.Builder[]::new));
  }
}
