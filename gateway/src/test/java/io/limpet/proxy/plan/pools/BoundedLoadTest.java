package io.limpet.proxy.plan.pools;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig.ConsistentHashingLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.session.XxHash64;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BoundedLoadTest {
  private final long seed = System.nanoTime();
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void theGeneratorIsTheStandardOne() {
    MersenneTwister twister = new MersenneTwister(5489);
    assertThat(Integer.toUnsignedLong(twister.next())).isEqualTo(3_499_211_612L);
    for (int i = 2; i < 10_000; i++) {
      twister.next();
    }
    assertThat(Integer.toUnsignedLong(twister.next())).isEqualTo(4_123_659_995L);
  }

  /// Sixteen overlapping requests of one key, as Envoy 1.40 spread them.
  @Test
  void requestsOfOneKeyGoWhereEnvoySentThem() {
    Cluster.Builder message =
        bounded(LbPolicy.RING_HASH, 100)
            .setRingHashLbConfig(
                RingHashLbConfig.newBuilder().setMinimumRingSize(UInt64Value.of(12)));
    ClusterPlan cluster = plan(message, assignment("c", ports(21001, 4)));
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      chosen.add(start(cluster, XxHash64.hash("hotkey")).socketAddress().getPort() - 21000);
    }
    assertThat(chosen).containsExactly(3, 3, 4, 4, 3, 4, 1, 1, 3, 4, 1, 1, 3, 4, 1, 2);
  }

  @ParameterizedTest
  @EnumSource(names = {"RING_HASH", "MAGLEV"})
  void noEndpointIsOverItsBound(LbPolicy policy) {
    int endpoints = 1 + random.nextInt(20);
    int factor = 100 + random.nextInt(100);
    ClusterPlan cluster = plan(bounded(policy, factor), assignment("c", ports(1000, endpoints)));
    for (int i = 0; i < 500; i++) {
      long slots = ((cluster.state().active() + 1) * factor + 99) / 100;
      Endpoint endpoint = start(cluster, random.nextInt(3));
      assertThat(endpoint.state().active())
          .as("seed %d, %d endpoints, factor %d", seed, endpoints, factor)
          .isLessThanOrEqualTo((int) Math.ceil((double) slots / endpoints) + 1);
    }
  }

  @Test
  void whoIsWithinItsBoundKeepsItsKeys() {
    ClusterPlan bounded = plan(bounded(LbPolicy.MAGLEV, 150), assignment("c", ports(1000, 6)));
    ClusterPlan free = plan(cluster("c", LbPolicy.MAGLEV), assignment("c", ports(1000, 6)));
    for (int i = 0; i < 1000; i++) {
      long hash = random.nextLong();
      assertThat(pick(bounded, hash).address()).isEqualTo(pick(free, hash).address());
    }
  }

  private Endpoint start(ClusterPlan cluster, long hash) {
    Endpoint endpoint = pick(cluster, hash);
    endpoint.state().started();
    assertThat(cluster.breakers().usual().tryRequest()).isTrue();
    return endpoint;
  }

  private Endpoint pick(ClusterPlan cluster, long hash) {
    return given(cluster.pools().pool(hash).pick(hash, 0, random));
  }

  private static Cluster.Builder bounded(LbPolicy policy, int factor) {
    Cluster.Builder message = cluster("c", policy);
    message
        .getCommonLbConfigBuilder()
        .setConsistentHashingLbConfig(
            ConsistentHashingLbConfig.newBuilder().setHashBalanceFactor(UInt32Value.of(factor)));
    return message;
  }

  private static LbEndpoint.Builder[] ports(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(port -> endpoint("127.0.0.1", port))
        .toArray(LbEndpoint.Builder[]::new);
  }
}
