package io.limpet.proxy.plan.reading.listener;

import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.type.v3.HashPolicy;
import io.limpet.proxy.plan.TcpPlan;
import io.limpet.proxy.plan.TcpPlan.Logging;
import io.limpet.proxy.plan.TcpPlan.Share;
import io.limpet.proxy.plan.filter.RbacPlan;
import io.limpet.proxy.plan.pools.HashPolicies;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.format.AccessLogReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The filter that relays connections (tcp_proxy.proto).
final class TcpProxyReader {
  private static final long DEFAULT_IDLE_MILLIS = 3_600_000;

  private static final Set<String> KNOWN =
      Set.of(
          "stat_prefix",
          "cluster",
          "weighted_clusters",
          "idle_timeout",
          "max_connect_attempts",
          "hash_policy",
          "access_log",
          "access_log_options",
          "access_log_flush_interval",
          "flush_access_log_on_connected",
          "max_downstream_connection_duration");

  private TcpProxyReader() {}

  /// `access` are the filters before it.
  static TcpPlan read(TcpProxy proxy, List<RbacPlan.Rules> access, Place place) {
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
        access,
        logging(proxy, place));
  }

  @SuppressWarnings("deprecation") // older places of the same options
  private static Logging logging(TcpProxy proxy, Place place) {
    var options = proxy.getAccessLogOptions();
    Place at = place.at("access_log_options");
    at.onlyKnows(options, Set.of("access_log_flush_interval", "flush_access_log_on_connected"));
    if (proxy.hasAccessLogOptions()
        && (proxy.hasAccessLogFlushInterval() || proxy.getFlushAccessLogOnConnected())) {
      throw at.refused(
          "Only one of access_log_options or access_log_flush_interval and"
              + " flush_access_log_on_connected can be specified.");
    }
    boolean older = proxy.hasAccessLogFlushInterval();
    long interval =
        Durations.toMillis(
            older ? proxy.getAccessLogFlushInterval() : options.getAccessLogFlushInterval());
    if (interval < 1 && (older || options.hasAccessLogFlushInterval())) {
      throw (older ? place : at).at("access_log_flush_interval").refused("must be 1ms or more");
    }
    return new Logging(
        AccessLogReader.read(proxy.getAccessLogList(), place),
        interval,
        options.getFlushAccessLogOnConnected() || proxy.getFlushAccessLogOnConnected());
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
