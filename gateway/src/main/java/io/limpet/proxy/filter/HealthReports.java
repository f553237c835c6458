package io.limpet.proxy.filter;

import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.http.GrpcReply;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.OutlierMonitor;
import io.limpet.proxy.upstream.Failure;

/// Tells outlier detection, and active health checks, how attempts end (Envoy:
/// source/common/router/router.cc, `updateOutlierDetection`). Where a cluster has neither, that is
/// one look at a field.
final class HealthReports {
  private static final int REFUSED = 503;
  private static final int LATE = 504;

  private HealthReports() {}

  /// There is a connection for the request.
  static void connected(EndpointState endpoint) {
    OutlierMonitor monitor = endpoint.outlier();
    if (monitor != null) {
      monitor.connected();
    }
  }

  static void answered(
      EndpointState endpoint, EditableRequestHead request, EditableResponseHead answer) {
    OutlierMonitor monitor = endpoint.outlier();
    if (monitor != null) {
      monitor.answered(status(request, answer));
    }
    Runnable failNow = endpoint.failNow();
    if (failNow != null && answer.has(HeaderNames.IMMEDIATE_FAILURE)) {
      failNow.run();
    }
  }

  /// An answer to gRPC says in a header of its own how it went.
  private static int status(EditableRequestHead request, EditableResponseHead answer) {
    if (answer.has(HeaderNames.GRPC_STATUS) && GrpcReply.isWanted(request)) {
      String status = answer.header(HeaderNames.GRPC_STATUS.text());
      return status == null ? answer.status() : asHttp(status);
    }
    return answer.status();
  }

  /// As Envoy holds them to be the same (source/common/grpc/status.cc, `grpcToHttpStatus`).
  private static int asHttp(String grpcStatus) {
    return switch (grpcStatus) {
      case "0" -> 200;
      case "1" -> 499;
      case "3", "9", "11" -> 400;
      case "4" -> LATE;
      case "5" -> 404;
      case "6", "10" -> 409;
      case "7" -> 403;
      case "8" -> 429;
      case "12" -> 501;
      case "14" -> REFUSED;
      case "16" -> 401;
      default -> 500;
    };
  }

  /// No answer, or not all of it. What this side alone gave up, for other reasons than a try's
  /// time, says nothing of the endpoint.
  static void failed(EndpointState endpoint, Failure failure) {
    OutlierMonitor monitor = endpoint.outlier();
    if (monitor == null) {
      return;
    }
    switch (failure) {
      case Failure.ConnectRefused(_),
          Failure.TlsRefused(_),
          Failure.ConnectTimedOut(),
          Failure.ResetByPeer(),
          Failure.StreamReset(_),
          Failure.BadResponse() ->
          monitor.failed(REFUSED);
      case Failure.TryTimedOut(), Failure.TryIdle() -> monitor.failed(LATE);
      case Failure.NoEndpoint(_),
          Failure.Overflow(_),
          Failure.TimedOut(),
          Failure.StreamTooLong(),
          Failure.Idle() -> {}
    }
  }

  /// The route's time is over, and no answer has begun.
  static void late(EndpointState endpoint) {
    OutlierMonitor monitor = endpoint.outlier();
    if (monitor != null) {
      monitor.failed(LATE);
    }
  }
}
