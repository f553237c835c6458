package io.limpet.proxy.plan.reading.pools;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.RingHashLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.ConsistentHashingLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig.LocalityWeightedLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.maglev.v3.Maglev;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash.HashFunction;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.function.LongSupplier;

/// A cluster's policy of balancing, in either form: `load_balancing_policy`, or the older fields,
/// which are told in the newer messages first (as Envoy does: load_balancer_factory_base.h).
final class ClusterPolicyReader {
  private static final String HASHING = "common_lb_config.consistent_hashing_lb_config";

  private static final LocalityWeightedLbConfig BY_LOCALITY =
      LocalityWeightedLbConfig.getDefaultInstance();

  private final Cluster cluster;
  private final PolicyReader reader;
  private final Place place;

  private ClusterPolicyReader(Cluster cluster, LongSupplier nanoTime, Place place) {
    this.cluster = cluster;
    this.reader =
        new PolicyReader(ExtensionReader.of(cluster, place).getLeastRequestTurn(), nanoTime);
    this.place = place;
  }

  static ConfiguredPolicy read(Cluster cluster, LongSupplier nanoTime, Place place) {
    return new ClusterPolicyReader(cluster, nanoTime, place).read();
  }

  private ConfiguredPolicy read() {
    if (cluster.hasLoadBalancingPolicy()) {
      checkNoOlderForm();
      return reader.read(cluster.getLoadBalancingPolicy(), place.at("load_balancing_policy"));
    }
    ConfiguredPolicy older = older();
    if (!cluster.hasLbSubsetConfig()
        || cluster.getLbSubsetConfig().getSubsetSelectorsCount() == 0) {
      return older;
    }
    Subset subset = reread(cluster.getLbSubsetConfig(), Subset.parser());
    return older.with(SubsetReader.read(subset, older, place.at("lb_subset_config")));
  }

  private void checkNoOlderForm() {
    if (cluster.hasLbSubsetConfig()) {
      throw place
          .at("lb_subset_config")
          .refused("cannot stand beside load_balancing_policy; use its subset policy");
    }
    CommonLbConfig config = cluster.getCommonLbConfig();
    if (config.hasZoneAwareLbConfig()
        || config.hasLocalityWeightedLbConfig()
        || config.hasConsistentHashingLbConfig()) {
      throw place
          .at("common_lb_config")
          .refused(
              "zone_aware_lb_config, locality_weighted_lb_config and"
                  + " consistent_hashing_lb_config cannot stand beside load_balancing_policy;"
                  + " say them in the policy");
    }
  }

  private ConfiguredPolicy older() {
    return switch (cluster.getLbPolicy()) {
      case ROUND_ROBIN -> {
        RoundRobin.Builder message =
            reread(cluster.getRoundRobinLbConfig(), RoundRobin.parser()).toBuilder();
        yield reader.roundRobin(
            message.setLocalityLbConfig(localities()).build(), place.at("round_robin_lb_config"));
      }
      case LEAST_REQUEST -> {
        LeastRequest.Builder message =
            reread(cluster.getLeastRequestLbConfig(), LeastRequest.parser()).toBuilder();
        yield reader.leastRequest(
            message.setLocalityLbConfig(localities()).build(), place.at("least_request_lb_config"));
      }
      case RANDOM ->
          reader.random(Random.newBuilder().setLocalityLbConfig(localities()).build(), place);
      case RING_HASH ->
          TablePolicyReader.ringHash(
              ringHash(), place.at("ring_hash_lb_config"), place.at(HASHING));
      case MAGLEV ->
          TablePolicyReader.maglev(maglev(), place.at("maglev_lb_config"), place.at(HASHING));
      case LOAD_BALANCING_POLICY_CONFIG ->
          throw place.at("load_balancing_policy").refused("is not set, and lb_policy refers to it");
      case CLUSTER_PROVIDED, UNRECOGNIZED ->
          throw place.at("lb_policy").refused("is not carried out; use one of the other policies");
    };
  }

  private LocalityLbConfig localities() {
    CommonLbConfig config = cluster.getCommonLbConfig();
    LocalityLbConfig.Builder message = LocalityLbConfig.newBuilder();
    if (config.hasZoneAwareLbConfig()) {
      message.setZoneAwareLbConfig(
          reread(config.getZoneAwareLbConfig(), LocalityLbConfig.ZoneAwareLbConfig.parser()));
    }
    if (config.hasLocalityWeightedLbConfig()) {
      message.setLocalityWeightedLbConfig(BY_LOCALITY);
    }
    return message.build();
  }

  private RingHash ringHash() {
    RingHashLbConfig config = cluster.getRingHashLbConfig();
    RingHash.Builder message = RingHash.newBuilder().setConsistentHashingLbConfig(hashing());
    if (config.hasMinimumRingSize()) {
      message.setMinimumRingSize(config.getMinimumRingSize());
    }
    if (config.hasMaximumRingSize()) {
      message.setMaximumRingSize(config.getMaximumRingSize());
    }
    if (cluster.getCommonLbConfig().hasLocalityWeightedLbConfig()) {
      message.setLocalityWeightedLbConfig(BY_LOCALITY);
    }
    return message
        .setHashFunction(
            switch (config.getHashFunction()) {
              case XX_HASH -> HashFunction.XX_HASH;
              case MURMUR_HASH_2 -> HashFunction.MURMUR_HASH_2;
              case UNRECOGNIZED ->
                  throw place.at("ring_hash_lb_config.hash_function").refused("is not known");
            })
        .build();
  }

  private Maglev maglev() {
    Maglev.Builder message = reread(cluster.getMaglevLbConfig(), Maglev.parser()).toBuilder();
    if (cluster.getCommonLbConfig().hasLocalityWeightedLbConfig()) {
      message.setLocalityWeightedLbConfig(BY_LOCALITY);
    }
    return message.setConsistentHashingLbConfig(hashing()).build();
  }

  private ConsistentHashingLbConfig hashing() {
    return reread(
        cluster.getCommonLbConfig().getConsistentHashingLbConfig(),
        ConsistentHashingLbConfig.parser());
  }

  /// Fields have the same numbers in both forms of these messages; a field that only the newer form
  /// has, and that a newer Envoy added to the older one too, is read as well.
  private static <M extends Message> M reread(Message older, Parser<M> parser) {
    try {
      return parser.parseFrom(older.toByteString());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("not the same numbers: " + older, e);
    }
  }
}
