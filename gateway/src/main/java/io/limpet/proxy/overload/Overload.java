package io.limpet.proxy.overload;

import io.limpet.proxy.plan.OverloadPlan.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// What is asked of each connection and request at this moment. One thread writes, every event loop
/// reads.
public final class Overload {
  private static final long ALL = 1_000_000;

  private final Map<Kind, AtomicLong> parts = new EnumMap<>(Kind.class);
  private final AtomicLong stopRequests;
  private final AtomicLong disableKeepAlive;
  private final AtomicLong stopConnections;
  private final AtomicLong rejectConnections;
  private volatile boolean full;

  public Overload() {
    for (Kind kind : Kind.values()) {
      parts.put(kind, new AtomicLong());
    }
    stopRequests = part(Kind.STOP_ACCEPTING_REQUESTS);
    disableKeepAlive = part(Kind.DISABLE_HTTP_KEEPALIVE);
    stopConnections = part(Kind.STOP_ACCEPTING_CONNECTIONS);
    rejectConnections = part(Kind.REJECT_INCOMING_CONNECTIONS);
  }

  private AtomicLong part(Kind kind) {
    return parts.computeIfAbsent(kind, _ -> new AtomicLong());
  }

  /// How much of an action is wanted from now on, from 0 to 1.
  void set(Kind kind, double part) {
    part(kind).set(Math.round(part * ALL));
  }

  /// Whether memory is so short that no new connection is served.
  void full(boolean now) {
    full = now;
  }

  boolean full() {
    return full;
  }

  /// Whether requests are answered with 503 at once.
  public boolean stopsRequests() {
    return stopRequests.get() >= ALL;
  }

  /// Whether the client of this answer is told to come anew.
  public boolean disablesKeepAlive(RandomGenerator random) {
    return chosen(disableKeepAlive.get(), random);
  }

  /// Whether connections wait in the kernel's queue.
  public boolean stopsConnections() {
    return stopConnections.get() >= ALL;
  }

  boolean rejectsConnection(RandomGenerator random) {
    return chosen(rejectConnections.get(), random);
  }

  /// As Envoy, an action that is wanted in part is done by chance.
  private static boolean chosen(long part, RandomGenerator random) {
    return part > 0 && (part >= ALL || random.nextLong(ALL) < part);
  }
}
