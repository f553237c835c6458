package io.limpet.proxy.filter;

import io.limpet.proxy.plan.Endpoint;
import io.limpet.proxy.upstream.ClusterCounters;
import io.limpet.proxy.upstream.Failure;
import org.jspecify.annotations.Nullable;

/// Counts how attempts end: for the cluster, and for the endpoint as `/clusters` shows it.
final class AttemptCounts {
  private AttemptCounts() {}

  static void begun(ClusterCounters cluster, Endpoint endpoint) {
    endpoint.state().started();
    cluster.requests.increment();
    cluster.requestsActive.increment();
  }

  static void over(ClusterCounters cluster, Endpoint endpoint) {
    endpoint.state().finished();
    cluster.requestsActive.decrement();
  }

  /// An upstream's answer goes to the client. `exhausted`: the policy would have had another.
  static void answered(ClusterCounters cluster, int status, int attempts, boolean exhausted) {
    cluster.answered(status);
    if (exhausted) {
      cluster.retriesLimit.increment();
    } else if (attempts > 1) {
      cluster.retriesSuccess.increment();
    }
  }

  static void failed(ClusterCounters cluster, @Nullable Endpoint endpoint, Failure failure) {
    if (failure instanceof Failure.ResetByPeer || failure instanceof Failure.BadResponse) {
      cluster.resets.increment();
    }
    result(endpoint, 0);
  }

  /// What an endpoint answered; 0 where it did not.
  static void result(@Nullable Endpoint endpoint, int status) {
    if (endpoint != null) {
      boolean error = status == 0 || status >= 500;
      (error ? endpoint.state().requestsError : endpoint.state().requestsSuccess).increment();
    }
  }
}
