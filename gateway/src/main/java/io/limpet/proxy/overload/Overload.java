package io.limpet.proxy.overload;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.loop.TimerScale;
import io.limpet.proxy.loop.TimerScales;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.OverloadPlan.Kind;
import io.limpet.proxy.plan.OverloadPlan.LoadShed;
import io.limpet.proxy.plan.OverloadPlan.Minimum;
import io.limpet.proxy.plan.OverloadPlan.Point;
import io.limpet.proxy.plan.OverloadPlan.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// What is asked of each connection and request at this moment. One thread writes, every event loop
/// reads.
public final class Overload {
  private final Map<Kind, Share> shares = new EnumMap<>(Kind.class); // its maker, then the watch
  private final Map<Point, ShedPoint> points = new EnumMap<>(Point.class);
  private final Map<Timer, TimerScale> timers = new EnumMap<>(Timer.class);
  private final Share stopRequests;
  private final Share disableKeepAlive;
  private final Share stopConnections;
  private final Share rejectConnections;
  private final ShedPoint decodeHeaders;
  private final ShedPoint accept;
  private final boolean countsConnections;
  private volatile boolean full;

  public Overload(OverloadPlan plan, Metrics metrics) {
    stopRequests = share(Kind.STOP_ACCEPTING_REQUESTS);
    disableKeepAlive = share(Kind.DISABLE_HTTP_KEEPALIVE);
    stopConnections = share(Kind.STOP_ACCEPTING_CONNECTIONS);
    rejectConnections = share(Kind.REJECT_INCOMING_CONNECTIONS);
    for (LoadShed each : plan.loadSheds()) {
      String name = "overload." + each.point().text() + ".shed_load_count";
      points.put(each.point(), new ShedPoint(metrics.process().counter(name)));
    }
    plan.timers().forEach((timer, minimum) -> timers.put(timer, scale(minimum)));
    decodeHeaders = point(Point.HTTP_CONNECTION_MANAGER_DECODE_HEADERS);
    accept = point(Point.TCP_LISTENER_ACCEPT);
    countsConnections =
        plan.monitors().stream().anyMatch(OverloadPlan.DownstreamConnections.class::isInstance);
  }

  /// Whether a monitor bounds the connections of all listeners, and not the runtime alone.
  boolean countsConnections() {
    return countsConnections;
  }

  private static TimerScale scale(Minimum minimum) {
    long millis = minimum.millis();
    return new TimerScale(millis < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(millis), minimum.part());
  }

  /// One that is asked often is asked for once.
  public ShedPoint point(Point point) {
    return points.getOrDefault(point, ShedPoint.NEVER);
  }

  /// What is asked where a listener bypasses it: nothing of clients; connections to endpoints are
  /// not the listener's.
  public Overload bypassed() {
    Overload bypassed = new Overload(OverloadPlan.NONE, new Metrics());
    bypassed.points.put(
        Point.CONNECTION_POOL_NEW_CONNECTION, point(Point.CONNECTION_POOL_NEW_CONNECTION));
    return bypassed;
  }

  /// By how much waits are shortened.
  public TimerScales timers() {
    return new TimerScales(
        timer(Timer.HTTP_DOWNSTREAM_CONNECTION_IDLE),
        timer(Timer.HTTP_DOWNSTREAM_STREAM_IDLE),
        timer(Timer.TRANSPORT_SOCKET_CONNECT),
        timer(Timer.HTTP_DOWNSTREAM_CONNECTION_MAX),
        timer(Timer.HTTP_DOWNSTREAM_STREAM_FLUSH));
  }

  private TimerScale timer(Timer timer) {
    return timers.getOrDefault(timer, TimerScale.NONE);
  }

  /// How much of an action is wanted from now on, from 0 to 1.
  void set(Kind kind, double part) {
    share(kind).set(part);
    if (kind == Kind.REDUCE_TIMEOUTS) {
      timers.values().forEach(each -> each.reduce(part));
    }
  }

  private Share share(Kind kind) {
    return shares.computeIfAbsent(kind, _ -> new Share());
  }

  /// Whether memory is so short that no new connection is served.
  void full(boolean now) {
    full = now;
  }

  boolean full() {
    return full;
  }

  /// Whether this request is answered with 503 at once.
  public boolean stopsRequest(RandomGenerator random) {
    return decodeHeaders.sheds(random) || stopRequests.chosen(random);
  }

  /// Whether the client of this answer is told to come anew.
  public boolean disablesKeepAlive(RandomGenerator random) {
    return disableKeepAlive.chosen(random);
  }

  /// Whether connections wait in the kernel's queue.
  public boolean stopsConnections() {
    return stopConnections.whole();
  }

  boolean rejectsConnection(RandomGenerator random) {
    return accept.sheds(random) || rejectConnections.chosen(random);
  }
}
