package io.limpet.proxy.plan.pools;

import java.util.concurrent.atomic.AtomicInteger;

/// How much of a cluster is in use now, for requests of one priority. Kept from plan to plan;
/// shared by all event loops.
public final class CircuitUsage {
  final AtomicInteger connections = new AtomicInteger();
  final AtomicInteger pending = new AtomicInteger();
  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger retries = new AtomicInteger();

  boolean isIdle() {
    return connections.get() == 0 && pending.get() == 0 && requests.get() == 0;
  }
}
