package io.limpet.proxy.plan.reading.route;

import io.envoyproxy.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.limpet.proxy.plan.Mirror;
import io.limpet.proxy.plan.match.Fraction;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Where copies of requests go (Envoy: `request_mirror_policies`). A route's take the place of its
/// virtual host's, and those of the route configuration's.
final class MirrorReader {
  /// `trace_sampled` has no effect: there is no tracer.
  private static final Set<String> KNOWN =
      Set.of(
          "cluster",
          "cluster_header",
          "runtime_fraction",
          "trace_sampled",
          "disable_shadow_host_suffix_append",
          "host_rewrite_literal");

  private MirrorReader() {}

  static List<Mirror> read(
      List<RequestMirrorPolicy> messages, List<Mirror> above, ClusterNames clusters, Place place) {
    List<Mirror> mirrors = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      mirrors.add(read(messages.get(i), clusters, place.at("request_mirror_policies", i)));
    }
    return mirrors.isEmpty() ? above : mirrors;
  }

  private static Mirror read(RequestMirrorPolicy message, ClusterNames clusters, Place at) {
    at.onlyKnows(message, KNOWN);
    String cluster = message.getCluster();
    if (cluster.isEmpty() == message.getClusterHeader().isEmpty()) {
      throw at.refused("must have either cluster or cluster_header");
    }
    if (!cluster.isEmpty()) {
      clusters.require(cluster, at.at("cluster"));
    }
    return new Mirror(
        cluster,
        message.getClusterHeader().toLowerCase(Locale.ROOT),
        message.hasRuntimeFraction()
            ? at.runtime().fraction(message.getRuntimeFraction())
            : Fraction.ALL,
        !message.getDisableShadowHostSuffixAppend(),
        message.getHostRewriteLiteral());
  }
}
