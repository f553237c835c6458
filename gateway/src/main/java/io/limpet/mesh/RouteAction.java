package io.limpet.mesh;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a route does.
public sealed interface RouteAction {
  /// To one of the destinations, by weight. `keys` are hashed together, in order; `timeout` zero is
  /// none. With `stickySplit` the hash picks the destination too. `missingIs500`: a cluster that is
  /// not there is answered with 500, as the Gateway API demands, in place of 503.
  record Forward(
      List<Destination> destinations,
      List<HashKey> keys,
      boolean stickySplit,
      boolean missingIs500,
      Rewrite rewrite,
      Duration timeout,
      @Nullable Retries retries,
      List<Mirror> mirrors)
      implements RouteAction {
    public Forward {
      destinations = List.copyOf(destinations);
      keys = List.copyOf(keys);
      mirrors = List.copyOf(mirrors);
    }

    /// Whether requests are spread over the destinations by weight.
    public boolean weighted() {
      return destinations.size() > 1 || destinations.getFirst().weighted();
    }
  }

  /// A cluster and its share. `weighted` says that others were written beside it, if only with
  /// weight 0. `session` is what this destination asks for where the route does not say it for all.
  record Destination(
      String cluster,
      int weight,
      boolean weighted,
      Route.HeaderEdits headers,
      String authority,
      SessionPolicy session) {}

  /// What goes upstream in place of path and authority; an empty authority stays.
  record Rewrite(PathRewrite path, String authority) {}

  sealed interface PathRewrite {
    record Keep() implements PathRewrite {}

    record Replace(String prefix) implements PathRewrite {}

    record Regex(String match, String rewrite) implements PathRewrite {}
  }

  /// `on` is in Envoy's words. `avoidTried` keeps a retry from the endpoints that were tried.
  record Retries(
      int attempts,
      String on,
      List<Integer> statusCodes,
      @Nullable Duration perTryTimeout,
      @Nullable Duration backoff,
      boolean avoidTried,
      boolean remoteLocalities) {
    public Retries {
      statusCodes = List.copyOf(statusCodes);
    }
  }

  /// A copy of some requests, whose authority ends with `-shadow` unless it is kept.
  record Mirror(String cluster, FractionalPercent share, boolean keepsAuthority) {}

  /// The caller is sent elsewhere; what is empty, or 0, stays as it came.
  record Redirect(String authority, RedirectPath path, String scheme, int port, int code)
      implements RouteAction {}

  sealed interface RedirectPath {
    /// All of it; empty keeps it.
    record Whole(String path) implements RedirectPath {}

    /// The prefix that the route matched.
    record Prefix(String prefix) implements RedirectPath {}
  }

  /// Nothing that Envoy knows: istiod leaves the action out, and Envoy refuses the route.
  record Unknown() implements RouteAction {}

  /// The gateway answers.
  record DirectResponse(int status, Body body) implements RouteAction {}

  sealed interface Body {
    record None() implements Body {}

    record Text(String text) implements Body {}

    /// Whole and valid base64.
    record Bytes(String base64) implements Body {}
  }
}
