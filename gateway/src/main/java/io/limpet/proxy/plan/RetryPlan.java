package io.limpet.proxy.plan;

import java.util.Set;

/// When a request is tried again. Times are in milliseconds, 0 for none; `retries` 0 means never.
///
/// `hostSelectionAttempts` bounds how often an endpoint that was tried before is put back for
/// another (Envoy: `host_selection_retry_max_attempts`).
public record RetryPlan(
    int retries,
    Set<RetryOn> on,
    StatusCodes statusCodes,
    boolean previousHosts,
    int hostSelectionAttempts,
    long perTryMillis,
    long backOffBaseMillis,
    long backOffMaxMillis) {
  public static final RetryPlan NEVER =
      new RetryPlan(0, Set.of(), StatusCodes.NONE, false, 1, 0, 25, 250);

  public RetryPlan {
    on = Set.copyOf(on);
  }

  /// Envoy's words of `retry_on`.
  public enum RetryOn {
    FIVE_XX,
    GATEWAY_ERROR,
    RESET,
    RESET_BEFORE_REQUEST,
    CONNECT_FAILURE,
    RETRIABLE_4XX,
    REFUSED_STREAM,
    RETRIABLE_STATUS_CODES,
    ENVOY_RATELIMITED,
    GRPC_CANCELLED,
    GRPC_DEADLINE_EXCEEDED,
    GRPC_INTERNAL,
    GRPC_RESOURCE_EXHAUSTED,
    GRPC_UNAVAILABLE
  }
}
