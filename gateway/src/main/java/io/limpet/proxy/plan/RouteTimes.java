package io.limpet.proxy.plan;

/// How long a route's requests may take, in milliseconds; 0 is no limit (Envoy: `RouteAction`).
///
/// `idleMillis` and `streamMillis` (`max_stream_duration`) may be [#AS_LISTENER]. The header
/// `grpc-timeout` counts where `grpc` or, for the older `max_grpc_timeout`, `oldGrpc` says so.
public record RouteTimes(
    long timeoutMillis, long idleMillis, long streamMillis, GrpcHeader grpc, GrpcHeader oldGrpc) {
  /// The listener's connection manager says it.
  public static final long AS_LISTENER = -1;

  public static final RouteTimes DEFAULT =
      new RouteTimes(15_000, AS_LISTENER, AS_LISTENER, GrpcHeader.NONE, GrpcHeader.NONE);

  /// Whether `grpc-timeout` counts, up to which time, and what is taken off what it says. `grpc`
  /// stands for `max_stream_duration.grpc_timeout_header_max`: it bounds the whole stream.
  /// `oldGrpc` takes the place of `timeout` for gRPC requests.
  public record GrpcHeader(boolean counts, long maxMillis, long offsetMillis) {
    public static final GrpcHeader NONE = new GrpcHeader(false, 0, 0);
  }

  public RouteTimes timeout(long millis) {
    return new RouteTimes(millis, idleMillis, streamMillis, grpc, oldGrpc);
  }

  public RouteTimes idle(long millis) {
    return new RouteTimes(timeoutMillis, millis, streamMillis, grpc, oldGrpc);
  }
}
