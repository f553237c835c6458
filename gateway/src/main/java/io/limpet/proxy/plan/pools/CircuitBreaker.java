package io.limpet.proxy.plan.pools;

import java.util.concurrent.atomic.AtomicInteger;

/// What a cluster may be used for at once, for requests of one priority (Envoy:
/// source/common/upstream/resource_manager_impl.h). The counts are those of all event loops.
///
/// What is taken is given back by the method of the opposite name, also where the limit has changed
/// meanwhile.
public record CircuitBreaker(Limits limits, CircuitUsage usage) {
  /// The most of each thing. `perEndpoint` bounds the connections of one endpoint.
  public record Limits(
      int connections, int pending, int requests, int retries, Budget budget, int perEndpoint) {
    public static final Limits DEFAULT =
        new Limits(1024, 1024, 1024, 3, Budget.NONE, Integer.MAX_VALUE);
  }

  /// How many requests may be retries: a part of those under way, and `minimum` at least. It takes
  /// the place of `retries` where it is set.
  public record Budget(boolean set, double percent, int minimum) {
    public static final Budget NONE = new Budget(false, 0, 0);
  }

  public static CircuitBreaker unused(Limits limits) {
    return new CircuitBreaker(limits, new CircuitUsage());
  }

  public boolean tryRequest() {
    return taken(usage.requests, limits.requests);
  }

  public void requestOver() {
    usage.requests.decrementAndGet();
  }

  public boolean tryPending() {
    return taken(usage.pending, limits.pending);
  }

  public void pendingOver() {
    usage.pending.decrementAndGet();
  }

  public boolean tryRetry() {
    return taken(usage.retries, mostRetries());
  }

  public void retryOver() {
    usage.retries.decrementAndGet();
  }

  /// Whether one more connection is allowed; `ofEndpoint` are those that its endpoint has.
  public boolean tryConnection(long ofEndpoint) {
    return ofEndpoint < limits.perEndpoint && taken(usage.connections, limits.connections);
  }

  /// A connection that is opened whatever the limit says.
  public void connectionAnyway() {
    usage.connections.incrementAndGet();
  }

  public void connectionOver() {
    usage.connections.decrementAndGet();
  }

  private static boolean taken(AtomicInteger count, int most) {
    if (count.incrementAndGet() <= most) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  private int mostRetries() {
    Budget budget = limits.budget;
    if (!budget.set) {
      return limits.retries;
    }
    int underWay = usage.requests.get() + usage.pending.get();
    return (int) Math.max(budget.percent / 100 * underWay, budget.minimum);
  }

  // For those who look: Envoy's gauges `circuit_breakers.<priority>.`.

  public int connectionsLeft() {
    return Math.max(limits.connections - usage.connections.get(), 0);
  }

  public int pendingLeft() {
    return Math.max(limits.pending - usage.pending.get(), 0);
  }

  public int requestsLeft() {
    return Math.max(limits.requests - usage.requests.get(), 0);
  }

  public int retriesLeft() {
    return Math.max(mostRetries() - usage.retries.get(), 0);
  }

  public boolean connectionsOpen() {
    return connectionsLeft() == 0;
  }

  public boolean pendingOpen() {
    return pendingLeft() == 0;
  }

  public boolean requestsOpen() {
    return requestsLeft() == 0;
  }

  public boolean retriesOpen() {
    return retriesLeft() == 0;
  }
}
