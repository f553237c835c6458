package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.network.rbac.v3.RBAC;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.v3.HashPolicy;
import io.limpet.proxy.plan.TcpPlan.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A listener whose filter chain ends in `tcp_proxy`.
final class TcpListenerReader {
  private static final long DEFAULT_IDLE_MILLIS = 3_600_000;

  private static final Set<String> KNOWN =
      Set.of(
          "stat_prefix",
          "cluster",
          "weighted_clusters",
          "idle_timeout",
          "max_connect_attempts",
          "hash_policy",
          "max_downstream_connection_duration");

  private TcpListenerReader() {}

  static boolean isOf(Listener listener) {
    FilterChain chain =
        listener.getFilterChainsCount() == 0
            ? listener.getDefaultFilterChain()
            : listener.getFilterChains(0);
    return chain.getFiltersList().stream()
        .anyMatch(each -> each.getTypedConfig().is(TcpProxy.class));
  }

  static TcpListenerPlan read(Listener listener, Place place) {
    ListenerReader.known(listener, place);
    FilterChain chain = ListenerReader.onlyChain(listener, place);
    Place at =
        place.at(listener.getFilterChainsCount() > 0 ? "filter_chains[0]" : "default_filter_chain");
    ListenerReader.plainChain(chain, at);
    int last = chain.getFiltersCount() - 1;
    List<RbacPlan.Rules> access = new ArrayList<>();
    RbacPlan.Rules asked = RbacPlan.NO_RULES;
    for (int i = 0; i < last; i++) {
      Filter other = chain.getFilters(i);
      if (other.getTypedConfig().is(TcpProxy.class)) {
        throw at.at("filters", i).refused("tcp_proxy must be the last filter");
      }
      if (other.getTypedConfig().is(RBAC.class)) {
        access.add(
            RbacReader.ofConnections(
                other.getTypedConfig(), at.at("filters", i).at("typed_config")));
        asked =
            RbacReader.shadowOfConnections(
                other.getTypedConfig(), at.at("filters", i).at("typed_config"));
      } else if (other.getTypedConfig().is(ExtAuthz.class)) {
        access.add(unasked(other.getTypedConfig(), asked, at.at("filters", i)));
      } else {
        ListenerReader.unknown(other, at.at("filters", i));
      }
    }
    Any config = chain.getFilters(last).getTypedConfig();
    if (!config.is(TcpProxy.class)) {
      throw at.at("filters", last).refused("is behind tcp_proxy, which must be the last filter");
    }
    Place here = at.at("filters", last).at("typed_config");
    return new TcpListenerPlan(
        listener.getName(),
        ListenerReader.address(listener.getAddress().getSocketAddress(), place.at("address")),
        plan(here.unpack(config, TcpProxy.class), access, here));
  }

  /// No authorizer is asked: connections that it would be asked about are closed, whatever
  /// `failure_mode_allow` says.
  private static RbacPlan.Rules unasked(Any config, RbacPlan.Rules asked, Place at) {
    Place here = at.at("typed_config");
    here.ignored(
        "no authorizer is asked by Limpet's proxy: connections that it would be asked about are"
            + " closed; use Envoy");
    return here.unpack(config, ExtAuthz.class).hasFilterEnabledMetadata()
        ? asked
        : RbacPlan.NOTHING;
  }

  private static TcpPlan plan(TcpProxy proxy, List<RbacPlan.Rules> access, Place place) {
    place.onlyKnows(proxy, KNOWN);
    if (proxy.getStatPrefix().isEmpty()) {
      throw place.at("stat_prefix").refused("is required");
    }
    int attempts = proxy.hasMaxConnectAttempts() ? proxy.getMaxConnectAttempts().getValue() : 1;
    if (attempts < 1) {
      throw place.at("max_connect_attempts").refused("must be 1 or more");
    }
    List<Share> shares = shares(proxy, place);
    long total = shares.stream().mapToLong(share -> Integer.toUnsignedLong(share.weight())).sum();
    if (total > Integer.MAX_VALUE) {
      throw place.at("weighted_clusters").refused("the weights' sum must be at most 2147483647");
    }
    return new TcpPlan(
        proxy.getStatPrefix(),
        shares,
        (int) total,
        hash(proxy, place),
        attempts,
        proxy.hasIdleTimeout() ? Durations.toMillis(proxy.getIdleTimeout()) : DEFAULT_IDLE_MILLIS,
        Durations.toMillis(proxy.getMaxDownstreamConnectionDuration()),
        access);
  }

  private static List<Share> shares(TcpProxy proxy, Place place) {
    return switch (proxy.getClusterSpecifierCase()) {
      case CLUSTER -> List.of(new Share(proxy.getCluster(), 1));
      case WEIGHTED_CLUSTERS -> {
        List<Share> shares = new ArrayList<>();
        Place at = place.at("weighted_clusters");
        for (int i = 0; i < proxy.getWeightedClusters().getClustersCount(); i++) {
          var each = proxy.getWeightedClusters().getClusters(i);
          at.at("clusters", i).onlyKnows(each, Set.of("name", "weight"));
          if (each.getWeight() == 0) {
            throw at.at("clusters", i).at("weight").refused("must be 1 or more");
          }
          shares.add(new Share(each.getName(), each.getWeight()));
        }
        if (shares.isEmpty()) {
          throw at.refused("needs a cluster");
        }
        yield shares;
      }
      case CLUSTERSPECIFIER_NOT_SET ->
          throw place.refused("names no cluster; use cluster or weighted_clusters");
    };
  }

  private static HashPolicies hash(TcpProxy proxy, Place place) {
    if (proxy.getHashPolicyCount() == 0) {
      return HashPolicies.NONE;
    }
    if (proxy.getHashPolicy(0).getPolicySpecifierCase()
        != HashPolicy.PolicySpecifierCase.SOURCE_IP) {
      throw place.at("hash_policy[0]").unserved("only source_ip is hashed");
    }
    return new HashPolicies(List.of(new HashPolicies.OfSourceIp(true)));
  }
}
