package io.limpet.proxy.plan.pools;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.limpet.proxy.plan.ClusterPlan;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How many keys move when endpoints come and go.
final class TableMovesTest {
  private static final int KEYS = 50_000;

  private final long seed = System.nanoTime();

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 6, 20, 100})
  void oneEndpointMoreOrLessMovesItsPartOfMaglevsKeys(int count) {
    double moved = moved(LbPolicy.MAGLEV, count - 1, count);
    assertThat(moved).as("seed %d", seed).isLessThanOrEqualTo(1.0 / count + 0.01);
    assertThat(moved).as("seed %d", seed).isGreaterThan(0.9 / count);
  }

  /// Its points for each endpoint become fewer as endpoints come: 205 of five, 171 of six. How many
  /// keys that moves depends on the addresses.
  @Test
  void theSixthEndpointMovesMoreThanItsPartOfTheRing() {
    assertThat(moved(LbPolicy.RING_HASH, 5, 6)).as("seed %d", seed).isBetween(0.23, 0.29);
  }

  private double moved(LbPolicy policy, int before, int after) {
    ClusterPlan few = plan(cluster("c", policy), assignment("c", ports(before)));
    ClusterPlan many = plan(cluster("c", policy), assignment("c", ports(after)));
    SplittableRandom keys = new SplittableRandom(seed);
    int moved = 0;
    for (int i = 0; i < KEYS; i++) {
      long hash = keys.nextLong();
      moved += pick(few, hash).equals(pick(many, hash)) ? 0 : 1;
    }
    return (double) moved / KEYS;
  }

  private static String pick(ClusterPlan cluster, long hash) {
    SplittableRandom unused = new SplittableRandom(0);
    return given(cluster.pools().pool(hash).pick(hash, 0, unused)).address();
  }

  private static LbEndpoint.Builder[] ports(int count) {
    return IntStream.range(1000, 1000 + count)
        .mapToObj(port -> endpoint("10.0.0.1", port))
        .toArray(LbEndpoint.Builder[]::new);
  }
}
