package io.limpet.proxy.http2;

import io.limpet.proxy.codec.http2.Http2Options;
import io.limpet.proxy.codec.http2.Http2Options.FloodLimits;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.Http2Plan;
import io.limpet.proxy.plan.HttpPlan;

/// A plan's words for HTTP/2, in the codec's.
public final class Http2Settings {
  private Http2Settings() {}

  /// For a listener's clients.
  public static Http2Options of(Http2Plan plan, HttpPlan.Limits limits) {
    return of(plan, limits.headBytes(), limits.headCount());
  }

  /// For a cluster's endpoints.
  public static Http2Options of(Http2Plan plan, Connections.Heads heads) {
    return of(plan, heads.bytes(), heads.count());
  }

  private static Http2Options of(Http2Plan plan, int headBytes, int headers) {
    Http2Plan.Floods floods = plan.floods();
    return new Http2Options(
        plan.headerTableBytes(),
        plan.maxStreams(),
        plan.streamWindow(),
        plan.connectionWindow(),
        plan.allowConnect(),
        headBytes,
        headers,
        new FloodLimits(
            floods.outboundFrames(),
            floods.outboundControlFrames(),
            floods.emptyFrames(),
            floods.priorityFrames(),
            floods.windowUpdates(),
            FloodLimits.DEFAULT.continuations()));
  }
}
