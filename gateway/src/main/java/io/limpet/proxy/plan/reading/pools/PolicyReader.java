package io.limpet.proxy.plan.reading.pools;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.extensions.load_balancing_policies.client_side_weighted_round_robin.v3.ClientSideWeightedRoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.cluster_provided.v3.ClusterProvided;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.LocalityLbConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.common.v3.SlowStartConfig;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest.SelectionMethod;
import io.envoyproxy.envoy.extensions.load_balancing_policies.maglev.v3.Maglev;
import io.envoyproxy.envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost;
import io.envoyproxy.envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost.OverrideHostSource;
import io.envoyproxy.envoy.extensions.load_balancing_policies.random.v3.Random;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.load_balancing_policies.round_robin.v3.RoundRobin;
import io.envoyproxy.envoy.extensions.load_balancing_policies.subset.v3.Subset;
import io.envoyproxy.envoy.extensions.load_balancing_policies.wrr_locality.v3.WrrLocality;
import io.limpet.proxy.plan.pools.Balancing;
import io.limpet.proxy.plan.pools.Policy;
import io.limpet.proxy.plan.pools.Policy.LeastRequest.IfEqual;
import io.limpet.proxy.plan.pools.SlowStart;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Policies of balancing in their newer form, which are extensions of Envoy's
/// (`envoy.load_balancing_policies`).
final class PolicyReader {
  private static final int LEAST_CHOICES = 2;
  private static final String LOCALITIES = "locality_lb_config";
  private static final String HASHING = "consistent_hashing_lb_config";

  private final boolean inTurn;
  private final LongSupplier nanoTime;

  /// `inTurn`: the first that least request looks at is the next in turn.
  PolicyReader(boolean inTurn, LongSupplier nanoTime) {
    this.inTurn = inTurn;
    this.nanoTime = nanoTime;
  }

  /// The first policy of the list that is known; the others are for those who do not know it.
  ConfiguredPolicy read(LoadBalancingPolicy message, Place place) {
    for (int i = 0; i < message.getPoliciesCount(); i++) {
      Place at = place.at("policies", i).at("typed_extension_config.typed_config");
      Any any = message.getPolicies(i).getTypedExtensionConfig().getTypedConfig();
      @Nullable ConfiguredPolicy policy = read(any, at);
      if (policy != null) {
        return policy;
      }
    }
    throw place
        .at("policies")
        .refused("has no policy that is known, such as envoy.load_balancing_policies.round_robin");
  }

  private @Nullable ConfiguredPolicy read(Any any, Place at) {
    if (any.is(RoundRobin.class)) {
      return roundRobin(at.unpack(any, RoundRobin.class), at);
    } else if (any.is(LeastRequest.class)) {
      return leastRequest(at.unpack(any, LeastRequest.class), at);
    } else if (any.is(Random.class)) {
      return random(at.unpack(any, Random.class), at);
    } else if (any.is(RingHash.class)) {
      return TablePolicyReader.ringHash(at.unpack(any, RingHash.class), at, at.at(HASHING));
    } else if (any.is(Maglev.class)) {
      return TablePolicyReader.maglev(at.unpack(any, Maglev.class), at, at.at(HASHING));
    } else if (any.is(OverrideHost.class)) {
      return overrideHost(at.unpack(any, OverrideHost.class), at);
    } else if (any.is(Subset.class)) {
      return subset(at.unpack(any, Subset.class), at);
    } else if (any.is(WrrLocality.class)
        || any.is(ClientSideWeightedRoundRobin.class)
        || any.is(ClusterProvided.class)) {
      throw at.refused(any.getTypeUrl() + " is not carried out; use one of the other policies");
    }
    return null;
  }

  ConfiguredPolicy roundRobin(RoundRobin message, Place at) {
    at.onlyKnows(message, Set.of("slow_start_config", LOCALITIES));
    return plain(
        new Policy.RoundRobin(slowStart(message.getSlowStartConfig(), at)),
        message.getLocalityLbConfig(),
        at);
  }

  ConfiguredPolicy random(Random message, Place at) {
    at.onlyKnows(message, Set.of(LOCALITIES));
    return plain(new Policy.Random(), message.getLocalityLbConfig(), at);
  }

  ConfiguredPolicy leastRequest(LeastRequest message, Place at) {
    at.onlyKnows(
        message,
        Set.of(
            "choice_count",
            "active_request_bias",
            "slow_start_config",
            "selection_method",
            LOCALITIES));
    int choices = message.hasChoiceCount() ? message.getChoiceCount().getValue() : LEAST_CHOICES;
    if (choices < LEAST_CHOICES) {
      throw at.at("choice_count").refused("must be at least 2");
    }
    double bias =
        message.hasActiveRequestBias() ? at.runtime().number(message.getActiveRequestBias()) : 1;
    return plain(
        new Policy.LeastRequest(
            ifEqual(message, choices),
            bias >= 0 ? bias : 1, // as Envoy takes one that makes no sense
            slowStart(message.getSlowStartConfig(), at)),
        message.getLocalityLbConfig(),
        at);
  }

  private IfEqual ifEqual(LeastRequest message, int choices) {
    if (message.getSelectionMethod() == SelectionMethod.FULL_SCAN) {
      return _ -> new Balancing.LeastOfAll();
    }
    return inTurn
        ? turn -> new Balancing.LeastRequestInTurn(choices, turn)
        : _ -> new Balancing.LeastRequest(choices);
  }

  private static ConfiguredPolicy plain(Policy policy, LocalityLbConfig localities, Place at) {
    Place place = at.at(LOCALITIES);
    place.onlyKnows(localities, Set.of("zone_aware_lb_config", "locality_weighted_lb_config"));
    var zones = localities.getZoneAwareLbConfig();
    // Without a local cluster there are no zones to be aware of: those fields say nothing.
    place
        .at("zone_aware_lb_config")
        .onlyKnows(zones, Set.of("fail_traffic_on_panic", "min_cluster_size", "routing_enabled"));
    return new ConfiguredPolicy(
        policy, localities.hasLocalityWeightedLbConfig(), zones.getFailTrafficOnPanic());
  }

  private SlowStart slowStart(SlowStartConfig message, Place at) {
    Place place = at.at("slow_start_config");
    place.onlyKnows(message, Set.of("slow_start_window", "aggression", "min_weight_percent"));
    if (!message.hasSlowStartWindow()) {
      return SlowStart.OFF;
    }
    double least = message.hasMinWeightPercent() ? message.getMinWeightPercent().getValue() : 10;
    if (!(least >= 0 && least <= 100)) {
      throw place.at("min_weight_percent").refused("must be from 0 to 100 percent");
    }
    double aggression = message.hasAggression() ? at.runtime().number(message.getAggression()) : 1;
    return new SlowStart(
        Durations.toNanos(message.getSlowStartWindow()),
        aggression > 0 ? aggression : 1, // as Envoy takes one that makes no sense
        least / 100,
        nanoTime);
  }

  private ConfiguredPolicy overrideHost(OverrideHost message, Place at) {
    at.onlyKnows(message, Set.of("override_host_sources", "fallback_policy"));
    if (message.getOverrideHostSourcesCount() == 0 || !message.hasFallbackPolicy()) {
      throw at.refused("needs override_host_sources and a fallback_policy");
    }
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < message.getOverrideHostSourcesCount(); i++) {
      OverrideHostSource source = message.getOverrideHostSources(i);
      Place here = at.at("override_host_sources", i);
      if (source.getHeader().isEmpty() != source.hasMetadata()) {
        throw here.refused("must name either a header or metadata");
      }
      if (source.hasMetadata()) {
        here.at("metadata").ignored("no filter writes a request's metadata here; use a header");
      } else {
        headers.add(source.getHeader().toLowerCase(Locale.ROOT));
      }
    }
    ConfiguredPolicy otherwise = read(message.getFallbackPolicy(), at.at("fallback_policy"));
    return otherwise.with(otherwise.choosing().with(headers));
  }

  private ConfiguredPolicy subset(Subset message, Place at) {
    ConfiguredPolicy inside = read(message.getSubsetLbPolicy(), at.at("subset_lb_policy"));
    return inside.with(SubsetReader.read(message, inside, at));
  }
}
