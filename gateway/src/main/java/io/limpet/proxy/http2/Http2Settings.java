package io.limpet.proxy.http2;

import io.limpet.proxy.codec.http2.Http2Options;
import io.limpet.proxy.codec.http2.Http2Options.FloodLimits;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.Http1Plan.Underscores;
import io.limpet.proxy.plan.Http2Plan;
import io.limpet.proxy.plan.HttpPlan;

/// A plan's words for HTTP/2, in the codec's.
public final class Http2Settings {
  private Http2Settings() {}

  /// For a listener's clients.
  public static Http2Options of(HttpPlan http) {
    HttpPlan.Limits limits = http.limits();
    return of(http.http2(), limits.headBytes(), limits.headCount(), http.http1().underscores());
  }

  /// For a cluster's endpoints.
  public static Http2Options of(Http2Plan plan, Connections.Heads heads) {
    return of(plan, heads.http2Bytes(), heads.count(), Underscores.ALLOW);
  }

  private static Http2Options of(
      Http2Plan plan, int headBytes, int headers, Underscores underscores) {
    Http2Plan.Floods floods = plan.floods();
    return new Http2Options(
        plan.headerTableBytes(),
        plan.maxStreams(),
        plan.streamWindow(),
        plan.connectionWindow(),
        plan.allowConnect(),
        headBytes,
        headers,
        underscores,
        new FloodLimits(
            floods.outboundFrames(),
            floods.outboundControlFrames(),
            floods.emptyFrames(),
            floods.priorityFrames(),
            floods.windowUpdates(),
            FloodLimits.DEFAULT.continuations()));
  }
}
