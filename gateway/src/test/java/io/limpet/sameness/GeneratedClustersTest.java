package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.RealEnvoy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Clusters that nobody thought of: each seed makes one, and 500 requests for it, which both
/// proxies must send to the same endpoints.
///
/// The seeds are the same each time, so that a failure says something of the change and not of
/// chance. `-Dsameness.seeds=2000` tries so many; `-Dsameness.seed=N` begins with that one, and is
/// what a failure prints.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GeneratedClustersTest {
  private static final int SEEDS = Integer.getInteger("sameness.seeds", 200);
  private static final int REQUESTS = Integer.getInteger("sameness.requests", 500);

  /// So many clusters at once in one Envoy: to start one costs more than to ask it.
  private static final int AT_ONCE = 40;

  private static final long FIRST = Long.getLong("sameness.seed", 1);

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @BeforeAll
  void open() throws IOException {
    RealEnvoy.program();
    System.out.println("generated clusters: -Dsameness.seed=" + FIRST);
    endpoints = new Endpoints();
  }

  @AfterAll
  void close() {
    if (endpoints != null) {
      endpoints.close();
    }
  }

  static List<Integer> batches() {
    List<Integer> batches = new ArrayList<>();
    for (int i = 0; i < SEEDS; i += AT_ONCE) {
      batches.add(i);
    }
    return batches;
  }

  @ParameterizedTest
  @MethodSource("batches")
  void bothChooseTheSameEndpoints(int from) throws Exception {
    Map<Long, RandomCluster> clusters = new LinkedHashMap<>();
    List<Object> routes = new ArrayList<>();
    List<Object> messages = new ArrayList<>();
    for (int i = from; i < Math.min(from + AT_ONCE, SEEDS); i++) {
      long seed = FIRST + i;
      RandomCluster cluster = new RandomCluster(seed, "c" + i);
      clusters.put(seed, cluster);
      routes.add(cluster.route());
      messages.add(cluster.cluster(endpoints));
    }
    Map<String, Object> tree = Map.of("routes", routes, "clusters", messages);
    Table table = new Table("generated", "generated", tree, List.of());
    List<String> differences = new ArrayList<>();
    try (Gateways both = Gateways.start(table, endpoints)) {
      for (Map.Entry<Long, RandomCluster> each : clusters.entrySet()) {
        compare(both, each.getValue(), "-Dsameness.seed=" + each.getKey())
            .ifPresent(differences::add);
      }
    }
    assertThat(differences).isEmpty();
  }

  private Optional<String> compare(Gateways both, RandomCluster cluster, String seed)
      throws IOException {
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      requests.add(cluster.request());
    }
    List<String> theirs = both.envoy().endpoints(requests);
    List<String> ours = both.limpet().endpoints(requests);
    List<Integer> other = cluster.hashed() ? differing(theirs, ours) : differingTurns(theirs, ours);
    if (other.isEmpty()) {
      return Optional.empty();
    }
    int first = other.getFirst();
    return Optional.of(
        "%s: %d of %d, first %d: %s instead of %s for %s%s"
            .formatted(
                seed,
                other.size(),
                REQUESTS,
                first,
                ours.get(first),
                theirs.get(first),
                requests.get(first),
                cluster));
  }

  private static List<Integer> differing(List<String> theirs, List<String> ours) {
    List<Integer> differing = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      if (!ours.get(i).equals(theirs.get(i))) {
        differing.add(i);
      }
    }
    return differing;
  }

  /// Endpoints take turns in one order; who begins is left to chance.
  private static List<Integer> differingTurns(List<String> theirs, List<String> ours) {
    int first = theirs.indexOf(ours.getFirst());
    if (first < 0) {
      return List.of(0);
    }
    int period = theirs.subList(1, theirs.size()).indexOf(theirs.getFirst()) + 1;
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      expected.add(theirs.get((first + i) % period));
    }
    return differing(expected, ours);
  }
}
