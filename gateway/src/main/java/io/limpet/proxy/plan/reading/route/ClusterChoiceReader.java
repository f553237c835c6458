package io.limpet.proxy.plan.reading.route;

import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.limpet.jwt.Json;
import io.limpet.proxy.plan.ClusterChoice;
import io.limpet.proxy.plan.ClusterChoice.Share;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.pools.MetadataMatch;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.MetadataReader;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.route.RouteReader.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Which clusters a `route` action names.
final class ClusterChoiceReader {
  private static final long MAX_TOTAL = 0xFFFF_FFFFL;

  /// `total_weight` says nothing any more: the sum counts.
  private static final Set<String> KNOWN =
      Set.of("clusters", "total_weight", "runtime_key_prefix", "use_hash_policy", "header_name");

  private static final Set<String> KNOWN_OF_WEIGHT =
      Set.of(
          "name",
          "metadata_match",
          "cluster_header",
          "weight",
          "host_rewrite_literal",
          "request_headers_to_add",
          "request_headers_to_remove",
          "response_headers_to_add",
          "response_headers_to_remove",
          "typed_per_filter_config");

  /// What holds for requests that go to a cluster, or to one of several.
  private record Way(Scope scope, String host, MetadataMatch match) {}

  private final Scope scope;
  private final Place place;

  ClusterChoiceReader(Scope scope, Place place) {
    this.scope = scope;
    this.place = place;
  }

  ClusterChoice read(RouteAction action) {
    Way ofRoute = new Way(scope, "", MetadataMatch.NONE.with(criteria(action.getMetadataMatch())));
    return switch (action.getClusterSpecifierCase()) {
      case CLUSTER -> named(action.getCluster(), ofRoute, place.at("cluster"));
      case CLUSTER_HEADER ->
          ofHeader(action.getClusterHeader(), ofRoute, place.at("cluster_header"));
      case WEIGHTED_CLUSTERS ->
          weighted(action.getWeightedClusters(), ofRoute.match(), place.at("weighted_clusters"));
      case CLUSTER_SPECIFIER_PLUGIN, INLINE_CLUSTER_SPECIFIER_PLUGIN, CLUSTERSPECIFIER_NOT_SET ->
          throw place.refused("names no cluster; use cluster or weighted_clusters");
    };
  }

  private static ClusterChoice named(String cluster, Way way, Place at) {
    if (cluster.isEmpty()) {
      throw at.refused("must not be empty");
    }
    way.scope().rules().clusters().require(cluster, at);
    return new ClusterChoice.Single(
        new Target(
            cluster, way.scope().filters(), way.scope().headerEdits(), way.host(), way.match()));
  }

  private static ClusterChoice ofHeader(String header, Way way, Place at) {
    if (header.isEmpty()) {
      throw at.refused("must not be empty");
    }
    return new ClusterChoice.OfHeader(
        header.toLowerCase(Locale.ROOT),
        way.scope().filters(),
        way.scope().headerEdits(),
        way.host(),
        way.match());
  }

  private ClusterChoice weighted(WeightedCluster message, MetadataMatch ofRoute, Place at) {
    at.onlyKnows(message, KNOWN);
    List<Share> shares = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < message.getClustersCount(); i++) {
      ClusterWeight each = message.getClusters(i);
      Place here = at.at("clusters", i);
      Share share =
          new Share(choice(each, ofRoute, here), weight(each, message.getRuntimeKeyPrefix(), here));
      shares.add(share);
      total += share.weight();
    }
    if (total < 1 || total > MAX_TOTAL) {
      throw at.refused("the weights' sum must be from 1 to " + MAX_TOTAL + ", not " + total);
    }
    return new ClusterChoice.Weighted(
        shares,
        total,
        message.getUseHashPolicy().getValue(),
        message.getHeaderName().toLowerCase(Locale.ROOT));
  }

  private static long weight(ClusterWeight message, String runtimePrefix, Place at) {
    if (!message.hasWeight()) {
      throw at.at("weight").refused("is required");
    }
    long weight = Integer.toUnsignedLong(message.getWeight().getValue());
    return runtimePrefix.isEmpty()
        ? weight
        : at.runtime().integer(runtimePrefix + "." + message.getName(), weight);
  }

  private ClusterChoice choice(ClusterWeight message, MetadataMatch ofRoute, Place at) {
    at.onlyKnows(message, KNOWN_OF_WEIGHT);
    if (message.getName().isEmpty() == message.getClusterHeader().isEmpty()) {
      throw at.refused("must have either name or cluster_header");
    }
    Way own =
        new Way(
            scope.inWeighted(message, message.getTypedPerFilterConfigMap(), at),
            HeadText.bytes(message.getHostRewriteLiteral()),
            ofRoute.with(criteria(message.getMetadataMatch())));
    return message.getName().isEmpty()
        ? ofHeader(message.getClusterHeader(), own, at.at("cluster_header"))
        : named(message.getName(), own, at.at("name"));
  }

  private static Json.Fields criteria(Metadata message) {
    return MetadataReader.of(message, MetadataMatch.FILTER);
  }
}
