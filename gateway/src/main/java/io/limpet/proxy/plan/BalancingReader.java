package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig.ConsistentHashingLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LeastRequestLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.MaglevLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.limpet.session.MurmurHash2;
import io.limpet.session.XxHash64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// A cluster's policy of balancing: makes the pools of endpoints.
final class BalancingReader {
  private final Function<List<Endpoint>, Balancing> policy;
  private final boolean hashed;

  private BalancingReader(Function<List<Endpoint>, Balancing> policy, boolean hashed) {
    this.policy = policy;
    this.hashed = hashed;
  }

  static BalancingReader of(Cluster cluster, ClusterLoadAssignment assignment, Place place) {
    checkHashing(
        cluster.getCommonLbConfig().getConsistentHashingLbConfig(), DnsPlan.isOf(cluster), place);
    TableShares shares =
        TableShares.of(assignment, cluster.getCommonLbConfig().hasLocalityWeightedLbConfig());
    return switch (cluster.getLbPolicy()) {
      case ROUND_ROBIN -> unhashed(roundRobin(cluster, place), cluster, place);
      case LEAST_REQUEST -> unhashed(leastRequest(cluster, place), cluster, place);
      case RANDOM -> unhashed(new Balancing.Random(), cluster, place);
      case RING_HASH ->
          hashed(ring(cluster.getRingHashLbConfig(), place.at("ring_hash_lb_config")), shares);
      case MAGLEV ->
          hashed(maglev(cluster.getMaglevLbConfig(), place.at("maglev_lb_config")), shares);
      case CLUSTER_PROVIDED, LOAD_BALANCING_POLICY_CONFIG, UNRECOGNIZED ->
          throw place.at("lb_policy").refused("is not carried out; use one of the other policies");
    };
  }

  private static void checkHashing(ConsistentHashingLbConfig config, boolean named, Place place) {
    Place at = place.at("common_lb_config.consistent_hashing_lb_config");
    at.onlyKnows(config, Set.of("use_hostname_for_hashing"));
    if (config.getUseHostnameForHashing() && !named) {
      throw at.at("use_hostname_for_hashing").refused("is only for clusters of type STRICT_DNS");
    }
  }

  private static BalancingReader unhashed(Balancing balancing, Cluster cluster, Place place) {
    if (cluster.getCommonLbConfig().hasLocalityWeightedLbConfig()) {
      place
          .at("common_lb_config.locality_weighted_lb_config")
          .ignored("only hash tables go by locality weights; weigh endpoints instead");
    }
    return new BalancingReader(_ -> balancing, false);
  }

  private static BalancingReader hashed(
      Function<List<TableEntry>, HashTable> table, TableShares shares) {
    return new BalancingReader(
        endpoints -> new Balancing.Hashed(table.apply(shares.of(endpoints))), true);
  }

  private static Balancing roundRobin(Cluster cluster, Place place) {
    place.at("round_robin_lb_config").onlyKnows(cluster.getRoundRobinLbConfig(), Set.of());
    return new Balancing.RoundRobin();
  }

  private static Balancing leastRequest(Cluster cluster, Place place) {
    LeastRequestLbConfig config = cluster.getLeastRequestLbConfig();
    Place at = place.at("least_request_lb_config");
    at.onlyKnows(config, Set.of("choice_count"));
    int choices = config.hasChoiceCount() ? config.getChoiceCount().getValue() : 2;
    if (choices < 2) {
      throw at.at("choice_count").refused("must be at least 2");
    }
    return new Balancing.LeastRequest(
        choices, ExtensionReader.of(cluster, place).getLeastRequestTurn());
  }

  private static Function<List<TableEntry>, HashTable> ring(RingHashLbConfig config, Place at) {
    int minimum =
        config.hasMinimumRingSize()
            ? ringSize(config.getMinimumRingSize().getValue(), at.at("minimum_ring_size"))
            : RingHash.DEFAULT_MINIMUM;
    int maximum =
        config.hasMaximumRingSize()
            ? ringSize(config.getMaximumRingSize().getValue(), at.at("maximum_ring_size"))
            : RingHash.MAXIMUM;
    if (minimum > maximum) {
      throw at.refused("minimum_ring_size " + minimum + " is above maximum_ring_size " + maximum);
    }
    ToLongFunction<String> function =
        switch (config.getHashFunction()) {
          case XX_HASH -> XxHash64::hash;
          case MURMUR_HASH_2 -> MurmurHash2::hash;
          case UNRECOGNIZED -> throw at.at("hash_function").refused("is not known");
        };
    return entries -> RingHash.of(entries, minimum, maximum, function);
  }

  private static int ringSize(long size, Place at) {
    if (size < 0 || size > RingHash.MAXIMUM) {
      throw at.refused("must be at most " + RingHash.MAXIMUM);
    }
    return (int) size;
  }

  private static Function<List<TableEntry>, HashTable> maglev(MaglevLbConfig config, Place at) {
    long size = config.hasTableSize() ? config.getTableSize().getValue() : Maglev.DEFAULT_SIZE;
    if (size > Maglev.MAXIMUM || !isPrime(size)) {
      throw at.at("table_size")
          .refused(size + " is no prime number up to " + Maglev.MAXIMUM + ", such as 65537");
    }
    return entries -> Maglev.of(entries, (int) size);
  }

  private static boolean isPrime(long number) {
    for (long divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return number >= 2;
  }

  boolean isHashed() {
    return hashed;
  }

  Pool pool(List<Endpoint> endpoints) {
    return new Pool(endpoints, hashed ? endpoints : Rota.of(endpoints), policy.apply(endpoints));
  }
}
