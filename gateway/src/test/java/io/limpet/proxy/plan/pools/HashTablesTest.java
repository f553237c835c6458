package io.limpet.proxy.plan.pools;

import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.keyed;
import static io.limpet.proxy.plan.reading.Messages.locality;
import static io.limpet.proxy.plan.reading.Messages.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig.LocalityWeightedLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.MaglevLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig.HashFunction;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.limpet.session.MurmurHash2;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables and lookups that Envoy's own tests state, or that were measured on Envoy 1.40.
final class HashTablesTest {
  private static final String XX_RING =
      """
      94 833437586790550860
      92 928266305478181108
      90 1033482794131418490
      95 3551244743356806947
      93 3851675632748031481
      91 5583722120771150861
      91 6311230543546372928
      93 7700377290971790572
      95 13144177310400110813
      92 13444792449719432967
      94 15516499411664133160
      90 16117243373044804889
      """;

  @Test
  void aRingHasEnvoysPoints() {
    assertThat(text(ring(equal(90, 6), 12))).isEqualTo(XX_RING);
  }

  @Test
  void aRingOfMurmurHashesHasEnvoysPoints() {
    Cluster.Builder cluster = ringCluster(12, RingHash.MAXIMUM);
    cluster.getRingHashLbConfigBuilder().setHashFunction(HashFunction.MURMUR_HASH_2);
    assertThat(text((RingHash) table(cluster, assignment("c", equal(80, 6)))))
        .isEqualTo(
            """
            85 1358027074129602068
            83 4361834613929391114
            84 7224494972555149682
            81 7701421856454313576
            82 8649315368077433379
            84 8739448859063030639
            81 9887544217113020895
            82 10150910876324007731
            83 15168472011420622455
            80 15427156902705414897
            85 16375050414328759093
            80 17613279263364193813
            """);
  }

  @Test
  void aRingHasEnvoysPointsWhereKeysAreNamed() {
    assertThat(text(ring(named(90, 6), 12)))
        .isEqualTo(
            """
            95 1975508444536362413
            95 2376063919839173711
            93 2386806903309390596
            94 6749904478991551885
            93 6803900775736438537
            92 7225015537174310577
            90 8787465352164086522
            92 11282020843382717940
            91 13723418369486627818
            90 13776502110861797421
            91 14338313586354474791
            94 15364271037087512980
            """);
  }

  @Test
  void aRingThatDoesNotDivideEvenlyGrows() {
    assertThat(text(ring(equal(80, 2), 3)))
        .isEqualTo(
            """
            80 5454692015285649509
            81 7859399908942313493
            80 13838424394637650569
            81 16064866803292627174
            """);
  }

  @Test
  void aRingWeighsItsEndpoints() {
    LbEndpoint.Builder[] weighted = {
      endpoint("127.0.0.1", 90, 1), endpoint("127.0.0.1", 91, 2), endpoint("127.0.0.1", 92, 3)
    };
    assertThat(text((RingHash) table(ringCluster(6, 6), assignment("c", weighted))))
        .isEqualTo(
            """
            92 928266305478181108
            92 4443673547860492590
            91 5583722120771150861
            91 6311230543546372928
            92 13444792449719432967
            90 16117243373044804889
            """);
    RingHash large =
        ring(
            new LbEndpoint.Builder[] {endpoint("127.0.0.1", 1, 1), endpoint("127.0.0.1", 2, 3)},
            1024);
    assertThat(large.size()).isEqualTo(1024);
    assertThat(places(large).filter(port -> port == 1).count()).isEqualTo(256);
  }

  @Test
  void aRingHasThePointsMeasuredOnEnvoy() {
    assertThat(text(ring(equal(21001, 4), 12)))
        .isEqualTo(
            """
            21002 1081532642176010631
            21001 2711168549383812501
            21003 4507674100625052816
            21004 5853458492273080160
            21003 5931361714921974726
            21001 8932632023200703338
            21004 10913767099419030411
            21004 11640678133140233864
            21002 12279950694791595412
            21002 13247058652061642371
            21001 14844687884669271813
            21003 18295052890543906096
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 94",
    "18446744073709551615, 0, 94",
    "3551244743356806947, 0, 95",
    "3551244743356806948, 0, 93",
    "16117243373044804880, 0, 90",
    "0, 1, 92",
    "0, 2, 90",
    "0, 13, 92",
  })
  void aRingGivesThePointAtOrAboveAndThenTheNext(String hash, int again, int port) {
    RingHash ring = ring(equal(90, 6), 12);
    assertThat(port(ring.endpoint(Long.parseUnsignedLong(hash), again))).isEqualTo(port);
  }

  @Test
  void aRingGoesByLocalityWeights() {
    LocalityLbEndpoints.Builder a =
        locality("a", endpoint("127.0.0.1", 1), endpoint("127.0.0.1", 2));
    LocalityLbEndpoints.Builder b =
        locality("b", endpoint("127.0.0.1", 3), endpoint("127.0.0.1", 4));
    RingHash ring =
        (RingHash) table(byLocality(ringCluster(1024, RingHash.MAXIMUM)), weighted(a, 1, b, 3));
    assertThat(ring.size()).isEqualTo(1024);
    assertThat(places(ring).filter(port -> port == 1).count()).isEqualTo(128);
    assertThat(places(ring).filter(port -> port == 4).count()).isEqualTo(384);
  }

  @Test
  void aMaglevTableHasEnvoysPlaces() {
    assertThat(places(maglev(7, equal(90, 6)))).containsExactly(92, 94, 90, 91, 95, 90, 93);
    assertThat(places(maglev(7, named(90, 6)))).containsExactly(92, 95, 90, 93, 94, 91, 90);
    assertThat(places(maglev(17, endpoint("127.0.0.1", 90, 1), endpoint("127.0.0.1", 91, 2))))
        .containsExactly(91, 90, 90, 91, 90, 91, 91, 90, 91, 91, 91, 91, 91, 90, 91, 90, 91);
  }

  @Test
  void aMaglevTableGoesByLocalityWeights() {
    LocalityLbEndpoints.Builder a = locality("a", endpoint("127.0.0.1", 90));
    LocalityLbEndpoints.Builder b = locality("b", endpoint("127.0.0.1", 91));
    Maglev table = (Maglev) table(byLocality(maglevCluster(17)), weighted(a, 1, b, 1));
    assertThat(places(table))
        .containsExactly(91, 90, 90, 91, 90, 91, 91, 90, 90, 91, 90, 91, 90, 90, 91, 90, 91);
  }

  @Test
  void aLocalityOfNoWeightHasNoPlaceAndNoneAtAllMeansNoEndpoint() {
    LocalityLbEndpoints.Builder a = locality("a", endpoint("127.0.0.1", 90));
    LocalityLbEndpoints.Builder b = locality("b", endpoint("127.0.0.1", 91));
    Maglev oneSided = (Maglev) table(byLocality(maglevCluster(17)), weighted(a, 1, b, 0));
    assertThat(places(oneSided)).doesNotContain(91);
    assertThat(plan(byLocality(maglevCluster(17)), weighted(a, 0, b, 0)).pools().isEmpty())
        .isTrue();
  }

  @Test
  void aMaglevTableIsAskedByTheRemainderAndAgainByAnotherHash() {
    Maglev table = maglev(7, equal(90, 6));
    assertThat(port(table.endpoint(10, 0))).isEqualTo(91);
    assertThat(port(table.endpoint(10, 1))).isEqualTo(90);
    assertThat(port(table.endpoint(10, 2))).isEqualTo(95);
  }

  @Test
  void aTableWithoutEndpointsGivesNone() {
    assertThat(RingHash.of(List.of(), 1024, RingHash.MAXIMUM, MurmurHash2::hash).endpoint(1, 0))
        .isNull();
    assertThat(Maglev.of(List.of(), 7).endpoint(1, 0)).isNull();
  }

  @Test
  void endpointsOfOneKeyShareTheRing() {
    RingHash ring =
        ring(new LbEndpoint.Builder[] {keyed("127.0.0.1", 1, "k"), keyed("127.0.0.1", 2, "k")}, 64);
    assertThat(places(ring).filter(port -> port == 1).count()).isEqualTo(32);
  }

  @ParameterizedTest
  @EnumSource(names = {"RING_HASH", "MAGLEV"})
  void oneEndpointOfManyLostMovesAboutItsShareOfTheKeys(LbPolicy policy) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int count = 5 + random.nextInt(20);
    int lost = random.nextInt(count);
    List<LbEndpoint.Builder> endpoints = new ArrayList<>(List.of(equal(1000, count)));
    HashTable before = table(cluster("c", policy), list(endpoints));
    endpoints.remove(lost);
    HashTable after = table(cluster("c", policy), list(endpoints));
    int keys = 40_000;
    int moved = 0;
    int orphans = 0;
    for (int i = 0; i < keys; i++) {
      long hash = random.nextLong();
      int from = port(before.endpoint(hash, 0));
      orphans += from == 1000 + lost ? 1 : 0;
      moved += from == port(after.endpoint(hash, 0)) ? 0 : 1;
    }
    String what = "seed %d, %d endpoints, %d orphans".formatted(seed, count, orphans);
    assertThat(moved).as(what).isGreaterThanOrEqualTo(orphans);
    double most = policy == LbPolicy.MAGLEV ? 2.0 / count : 3.5 / count;
    assertThat((double) moved / keys).as(what).isLessThan(most);
    assertThat((double) orphans / keys).as(what).isCloseTo(1.0 / count, within(0.7 / count));
  }

  private static LbEndpoint.Builder[] equal(int firstPort, int count) {
    return IntStream.range(firstPort, firstPort + count)
        .mapToObj(port -> endpoint("127.0.0.1", port))
        .toArray(LbEndpoint.Builder[]::new);
  }

  private static LbEndpoint.Builder[] named(int firstPort, int count) {
    return IntStream.range(firstPort, firstPort + count)
        .mapToObj(port -> keyed("127.0.0.1", port, Integer.toString(port)))
        .toArray(LbEndpoint.Builder[]::new);
  }

  private static ClusterLoadAssignment list(List<LbEndpoint.Builder> endpoints) {
    return assignment("c", endpoints.toArray(LbEndpoint.Builder[]::new));
  }

  private static Cluster.Builder ringCluster(int minimum, int maximum) {
    return cluster("c", LbPolicy.RING_HASH)
        .setRingHashLbConfig(
            RingHashLbConfig.newBuilder()
                .setMinimumRingSize(UInt64Value.of(minimum))
                .setMaximumRingSize(UInt64Value.of(maximum)));
  }

  private static Cluster.Builder maglevCluster(int size) {
    return cluster("c", LbPolicy.MAGLEV)
        .setMaglevLbConfig(MaglevLbConfig.newBuilder().setTableSize(UInt64Value.of(size)));
  }

  private static Cluster.Builder byLocality(Cluster.Builder cluster) {
    cluster
        .getCommonLbConfigBuilder()
        .setLocalityWeightedLbConfig(LocalityWeightedLbConfig.getDefaultInstance());
    return cluster;
  }

  private static ClusterLoadAssignment weighted(
      LocalityLbEndpoints.Builder a, int weightA, LocalityLbEndpoints.Builder b, int weightB) {
    return assignment(
        "c",
        a.setLoadBalancingWeight(UInt32Value.of(weightA)),
        b.setLoadBalancingWeight(UInt32Value.of(weightB)));
  }

  private static RingHash ring(LbEndpoint.Builder[] endpoints, int minimum) {
    return (RingHash) table(ringCluster(minimum, RingHash.MAXIMUM), assignment("c", endpoints));
  }

  private static Maglev maglev(int size, LbEndpoint.Builder... endpoints) {
    return (Maglev) table(maglevCluster(size), assignment("c", endpoints));
  }

  private static HashTable table(Cluster.Builder cluster, ClusterLoadAssignment assignment) {
    return switch (plan(cluster, assignment).pools().all().getFirst().balancing()) {
      case Balancing.Hashed(HashTable table) -> table;
      case Balancing other -> throw new AssertionError(other.toString());
    };
  }

  private static String text(RingHash ring) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < ring.size(); i++) {
      String point = Long.toUnsignedString(ring.point(i));
      text.append(port(ring.owner(i))).append(' ').append(point).append('\n');
    }
    return text.toString();
  }

  private static IntStream places(RingHash ring) {
    return IntStream.range(0, ring.size()).map(i -> port(ring.owner(i)));
  }

  private static IntStream places(Maglev table) {
    return IntStream.range(0, table.size()).map(i -> port(table.owner(i)));
  }

  private static int port(@Nullable Endpoint endpoint) {
    return endpoint == null ? -1 : endpoint.socketAddress().getPort();
  }
}
