package io.limpet.proxy.plan.reading.route;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.MaxStreamDuration;
import io.limpet.proxy.plan.RouteTimes;
import io.limpet.proxy.plan.RouteTimes.GrpcHeader;

/// The times of a route's `route` action.
final class RouteTimesReader {
  private RouteTimesReader() {}

  /// `max_stream_duration`, even an empty one, is the newer way to bound requests: `timeout` and
  /// `max_grpc_timeout` then count for nothing (Envoy: router.cc, `usingNewTimeouts`).
  @SuppressWarnings("deprecation") // the older fields are still sent
  static RouteTimes read(RouteAction action) {
    long idle = action.hasIdleTimeout() ? millis(action.getIdleTimeout()) : RouteTimes.AS_LISTENER;
    if (action.hasMaxStreamDuration()) {
      MaxStreamDuration stream = action.getMaxStreamDuration();
      long max =
          stream.hasMaxStreamDuration()
              ? millis(stream.getMaxStreamDuration())
              : RouteTimes.AS_LISTENER;
      GrpcHeader grpc =
          new GrpcHeader(
              stream.hasGrpcTimeoutHeaderMax(),
              millis(stream.getGrpcTimeoutHeaderMax()),
              millis(stream.getGrpcTimeoutHeaderOffset()));
      return new RouteTimes(0, idle, max, grpc, GrpcHeader.NONE);
    }
    GrpcHeader old =
        new GrpcHeader(
            action.hasMaxGrpcTimeout(),
            millis(action.getMaxGrpcTimeout()),
            millis(action.getGrpcTimeoutOffset()));
    long timeout =
        action.hasTimeout() ? millis(action.getTimeout()) : RouteTimes.DEFAULT.timeoutMillis();
    return new RouteTimes(timeout, idle, RouteTimes.AS_LISTENER, GrpcHeader.NONE, old);
  }

  private static long millis(Duration duration) {
    return Durations.toMillis(duration);
  }
}
