package io.limpet.proxy.plan.reading.pools;

import com.google.protobuf.UInt64Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash.HashFunction;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.plan.pools.Maglev;
import io.limpet.proxy.plan.pools.Policy;
import io.limpet.proxy.plan.pools.PoolsRecipe.Choosing;
import io.limpet.proxy.plan.pools.RingHash;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.session.MurmurHash2;
import io.limpet.session.XxHash64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The policies that go by a hash table.
public final class TablePolicyReader {
  private static final int LEAST_FACTOR = 100;
  private static final String HASHING = "consistent_hashing_lb_config";
  private static final String LOCALITIES = "locality_weighted_lb_config";

  private TablePolicyReader() {}

  /// `hashing` is where the configuration of hashing stands.
  static ConfiguredPolicy ringHash(
      io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash message,
      Place at,
      Place hashing) {
    at.onlyKnows(
        message,
        Set.of("hash_function", "minimum_ring_size", "maximum_ring_size", HASHING, LOCALITIES));
    int minimum =
        message.hasMinimumRingSize()
            ? ringSize(message.getMinimumRingSize(), at.at("minimum_ring_size"))
            : RingHash.DEFAULT_MINIMUM;
    int maximum =
        message.hasMaximumRingSize()
            ? ringSize(message.getMaximumRingSize(), at.at("maximum_ring_size"))
            : RingHash.MAXIMUM;
    if (minimum > maximum) {
      throw at.refused("minimum_ring_size " + minimum + " is above maximum_ring_size " + maximum);
    }
    RingHash.PointHash function = function(message.getHashFunction(), at);
    return policy(
        entries -> RingHash.of(entries, minimum, maximum, function),
        message.hasLocalityWeightedLbConfig(),
        message.getConsistentHashingLbConfig(),
        hashing);
  }

  private static RingHash.PointHash function(HashFunction function, Place at) {
    return switch (function) {
      case DEFAULT_HASH, XX_HASH -> (bytes, length) -> XxHash64.hash(bytes, length, 0);
      case MURMUR_HASH_2 -> MurmurHash2::hash;
      case UNRECOGNIZED -> throw at.at("hash_function").refused("is not known");
    };
  }

  private static int ringSize(UInt64Value size, Place at) {
    if (size.getValue() < 0 || size.getValue() > RingHash.MAXIMUM) {
      throw at.refused("must be at most " + RingHash.MAXIMUM);
    }
    return (int) size.getValue();
  }

  static ConfiguredPolicy maglev(
      io.envoyproxy.envoy.extensions.load_balancing_policies.maglev.v3.Maglev message,
      Place at,
      Place hashing) {
    at.onlyKnows(message, Set.of("table_size", HASHING, LOCALITIES));
    long size = message.hasTableSize() ? message.getTableSize().getValue() : Maglev.DEFAULT_SIZE;
    if (size < 0 || size > Maglev.MAXIMUM || !isPrime(size)) {
      throw at.at("table_size")
          .refused(size + " is no prime number up to " + Maglev.MAXIMUM + ", such as 65537");
    }
    return policy(
        entries -> Maglev.of(entries, (int) size),
        message.hasLocalityWeightedLbConfig(),
        message.getConsistentHashingLbConfig(),
        hashing);
  }

  private static boolean isPrime(long number) {
    for (long divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return number >= 2;
  }

  private static ConfiguredPolicy policy(
      Policy.Hashed.TableKind kind,
      boolean byLocality,
      ConsistentHashingLbConfig config,
      Place hashing) {
    hashing.onlyKnows(
        config, Set.of("use_hostname_for_hashing", "hash_balance_factor", "hash_policy"));
    int factor = config.getHashBalanceFactor().getValue();
    if (config.hasHashBalanceFactor() && Integer.compareUnsigned(factor, LEAST_FACTOR) < 0) {
      throw hashing.at("hash_balance_factor").refused("must be at least 100 percent");
    }
    HashPolicies own = HashPolicyReader.read(config.getHashPolicyList(), hashing);
    return new ConfiguredPolicy(new Policy.Hashed(kind, factor), byLocality, false)
        .with(
            new Choosing(
                config.getHashPolicyCount() == 0 ? null : own,
                List.of(),
                config.getUseHostnameForHashing()));
  }

  /// In the older form host names are only for clusters whose endpoints have names of their own;
  /// Envoy does not mind in the newer one.
  public static void checkHostNames(Cluster cluster, @Nullable DnsPlan dns, Place place) {
    boolean uses =
        cluster.getCommonLbConfig().getConsistentHashingLbConfig().getUseHostnameForHashing();
    if (uses && (dns == null || dns.kind() == DnsPlan.Kind.LOGICAL)) {
      throw place
          .at("common_lb_config.consistent_hashing_lb_config.use_hostname_for_hashing")
          .refused("is only for clusters of type STRICT_DNS");
    }
  }
}
