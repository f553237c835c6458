package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.UpgradeConfig;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.limpet.proxy.plan.ClusterChoice.Share;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.Route.Forward;
import io.limpet.proxy.plan.Route.Handling;
import io.limpet.proxy.plan.RouteReader.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A route's `route` action.
final class ForwardReader {
  private static final Set<String> KNOWN =
      Set.of(
          "metadata_match",
          "cluster",
          "cluster_header",
          "weighted_clusters",
          "prefix_rewrite",
          "regex_rewrite",
          "host_rewrite_literal",
          "timeout",
          "idle_timeout",
          "retry_policy",
          "hash_policy",
          "max_grpc_timeout",
          "grpc_timeout_offset",
          "max_stream_duration",
          "request_mirror_policies",
          "cluster_not_found_response_code",
          "priority",
          "upgrade_configs");

  private static final Set<String> KNOWN_OF_WEIGHT =
      Set.of(
          "metadata_match",
          "name",
          "weight",
          "request_headers_to_add",
          "request_headers_to_remove",
          "response_headers_to_add",
          "response_headers_to_remove",
          "typed_per_filter_config");

  private final RouteAction action;
  private final PathTest matched;
  private final Scope scope;
  private final Place place;

  ForwardReader(RouteAction action, PathTest matched, Scope scope, Place place) {
    this.action = action;
    this.matched = matched;
    this.scope = scope;
    this.place = place;
  }

  /// `ofHost` is the virtual host's retry policy, which holds where the route has none.
  Forward read(RetryPolicy ofHost) {
    place.onlyKnows(action, KNOWN);
    return new Forward(
        clusters(),
        HashPolicyReader.read(action.getHashPolicyList(), place),
        rewrite(),
        RetryReader.read(
            action.hasRetryPolicy() ? action.getRetryPolicy() : ofHost, place.at("retry_policy")),
        RouteTimesReader.read(action),
        MirrorReader.read(
            action.getRequestMirrorPoliciesList(), List.of(), ClusterNames.UNCHECKED, place),
        handling());
  }

  private Handling handling() {
    Map<String, Boolean> upgrades = new HashMap<>();
    for (int i = 0; i < action.getUpgradeConfigsCount(); i++) {
      UpgradeConfig upgrade = action.getUpgradeConfigs(i);
      Place at = place.at("upgrade_configs", i);
      at.onlyKnows(upgrade, Set.of("upgrade_type", "enabled"));
      String type = upgrade.getUpgradeType().toLowerCase(Locale.ROOT);
      if (upgrades.put(type, !upgrade.hasEnabled() || upgrade.getEnabled().getValue()) != null) {
        throw at.refused("\"" + type + "\" is there twice; keep one");
      }
    }
    return new Handling(
        notFoundStatus(),
        action.getPriority() == RoutingPriority.HIGH,
        scope.bufferBytes(),
        scope.timeoutRetryHeader(),
        upgrades);
  }

  private int notFoundStatus() {
    return switch (action.getClusterNotFoundResponseCode()) {
      case SERVICE_UNAVAILABLE, UNRECOGNIZED -> 503;
      case NOT_FOUND -> 404;
      case INTERNAL_SERVER_ERROR -> 500;
    };
  }

  private ClusterChoice clusters() {
    return switch (action.getClusterSpecifierCase()) {
      case CLUSTER -> new ClusterChoice.Single(target(action.getCluster(), scope, match()));
      case CLUSTER_HEADER ->
          new ClusterChoice.OfHeader(
              action.getClusterHeader().toLowerCase(Locale.ROOT),
              scope.filters(),
              scope.headerEdits(),
              match());
      case WEIGHTED_CLUSTERS ->
          weighted(action.getWeightedClusters(), place.at("weighted_clusters"));
      case CLUSTER_SPECIFIER_PLUGIN, INLINE_CLUSTER_SPECIFIER_PLUGIN, CLUSTERSPECIFIER_NOT_SET ->
          throw place.refused("names no cluster; use cluster or weighted_clusters");
    };
  }

  private ClusterChoice weighted(WeightedCluster message, Place at) {
    at.onlyKnows(
        message, Set.of("clusters", "total_weight", "runtime_key_prefix", "use_hash_policy"));
    List<Share> shares = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < message.getClustersCount(); i++) {
      ClusterWeight cluster = message.getClusters(i);
      Place here = at.at("clusters", i);
      here.onlyKnows(cluster, KNOWN_OF_WEIGHT);
      Scope own = scope.inside(cluster, cluster.getTypedPerFilterConfigMap(), here);
      MetadataMatch match = match().with(cluster.getMetadataMatch());
      shares.add(new Share(target(cluster.getName(), own, match), cluster.getWeight().getValue()));
      total += Integer.toUnsignedLong(cluster.getWeight().getValue());
    }
    if (total < 1 || total > Integer.MAX_VALUE) {
      throw at.refused("the weights' sum must be from 1 to 2147483647");
    }
    return new ClusterChoice.Weighted(shares, (int) total, message.getUseHashPolicy().getValue());
  }

  private MetadataMatch match() {
    return MetadataMatch.NONE.with(action.getMetadataMatch());
  }

  private static Target target(String cluster, Scope scope, MetadataMatch match) {
    return new Target(cluster, scope.filters(), scope.headerEdits(), "", match);
  }

  private Rewrite rewrite() {
    Rewrite path = Rewrite.NONE;
    if (!action.getPrefixRewrite().isEmpty()) {
      path = new Rewrites.OfPrefix(matched, action.getPrefixRewrite());
    } else if (action.hasRegexRewrite()) {
      path = Rewrites.regex(action.getRegexRewrite(), place.at("regex_rewrite"));
    }
    String host = action.getHostRewriteLiteral();
    return host.isEmpty() ? path : new Rewrites.OfHost(host, path);
  }
}
