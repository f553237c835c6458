package io.limpet.proxy.filter;

import io.limpet.proxy.filter.RetryState.Decision;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.upstream.ClusterCounters;
import io.limpet.proxy.upstream.Failure;

/// Counts how attempts end: for the cluster, and for the endpoint as `/clusters` shows it. Here,
/// once for each attempt, it is known what became of it.
final class AttemptCounts {
  private AttemptCounts() {}

  /// The endpoint answered.
  static void answered(Endpoint endpoint, int status) {
    boolean error = status >= 500;
    (error ? endpoint.state().requestsError : endpoint.state().requestsSuccess).increment();
  }

  /// The endpoint did not answer, or not to the end.
  static void failed(Endpoint endpoint, Failure failure) {
    if (failure instanceof Failure.Overflow) {
      return;
    }
    endpoint.state().requestsError.increment();
    HealthReports.failed(endpoint.state(), failure);
  }

  /// An attempt was given up because of a time that is over.
  static void late(ClusterCounters cluster, Endpoint endpoint, Failure failure) {
    endpoint.state().requestsTimeout.increment();
    switch (failure) {
      case Failure.TryTimedOut() -> cluster.tryTimeouts.increment();
      case Failure.TryIdle() -> cluster.tryIdleTimeouts.increment();
      case Failure.StreamTooLong() -> cluster.streamsTooLong.increment();
      case Failure.TimedOut(),
          Failure.Idle(),
          Failure.NoEndpoint(_),
          Failure.Overflow(_),
          Failure.ConnectRefused(_),
          Failure.TlsRefused(_),
          Failure.ConnectTimedOut(),
          Failure.ResetByPeer(),
          Failure.StreamReset(_),
          Failure.BadResponse() -> {}
    }
  }

  /// An endpoint's answer goes to the client.
  static void relayed(ClusterCounters cluster, int status, int attempts, Decision decision) {
    cluster.answered(status);
    if (attempts > 1 && decision == Decision.NO) {
      cluster.retriesSuccess.increment();
    }
  }
}
