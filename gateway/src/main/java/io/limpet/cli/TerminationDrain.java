package io.limpet.cli;

import io.limpet.proxy.Proxy;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// How long clients have when the process is told to end, as Istio's agent gives them time before
/// it ends its Envoy (pkg/envoy/agent.go, terminate): until nobody is connected, but not less than
/// `minimum`, in which load balancers see that we are no longer ready, nor more than `longest`.
record TerminationDrain(Duration minimum, Duration longest) {
  private static final long POLL_NANOS = 10_000_000;

  /// As long as anybody is connected: whoever started the process knows how long that may be
  /// (EXIT_ON_ZERO_ACTIVE_CONNECTIONS; the kubelet's is terminationGracePeriodSeconds).
  static final Duration UNBOUNDED = Duration.ofNanos(Long.MAX_VALUE);

  /// Tells all clients to come anew and waits until it is over, or the thread is interrupted.
  /// `soon`: without the minimum.
  void carryOut(Proxy proxy, boolean soon) {
    proxy.leave(true);
    await(proxy, soon);
  }

  /// Waits until it is over, or the thread is interrupted.
  void await(Proxy proxy, boolean soon) {
    long start = System.nanoTime();
    long least = soon ? 0 : minimum.toNanos();
    while (!isOver(System.nanoTime() - start, least, proxy)) {
      LockSupport.parkNanos(POLL_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private boolean isOver(long nanos, long least, Proxy proxy) {
    return nanos >= longest.toNanos() || (nanos >= least && proxy.connections() == 0);
  }
}
