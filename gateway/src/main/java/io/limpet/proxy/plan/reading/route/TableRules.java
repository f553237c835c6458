package io.limpet.proxy.plan.reading.route;

import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.proxy.plan.Mirror;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.List;

/// What a route configuration says to all of its routes. `pathParameters`: what stands behind a `;`
/// counts where paths are matched.
record TableRules(
    ClusterNames clusters,
    List<Mirror> mirrors,
    long maxBodyBytes,
    boolean specificEditsWin,
    boolean pathParameters) {
  private static final long DEFAULT_MAX_BODY_BYTES = 4096;

  static TableRules read(RouteConfiguration message, ClusterNames clusters, Place place) {
    return new TableRules(
        clusters,
        MirrorReader.read(message.getRequestMirrorPoliciesList(), List.of(), clusters, place),
        message.hasMaxDirectResponseBodySizeBytes()
            ? Integer.toUnsignedLong(message.getMaxDirectResponseBodySizeBytes().getValue())
            : DEFAULT_MAX_BODY_BYTES,
        message.getMostSpecificHeaderMutationsWins(),
        !message.getIgnorePathParametersInPathMatching());
  }

  /// With the mirrors of a virtual host, if it has any.
  TableRules mirrors(List<Mirror> ofHost) {
    return new TableRules(clusters, ofHost, maxBodyBytes, specificEditsWin, pathParameters);
  }
}
