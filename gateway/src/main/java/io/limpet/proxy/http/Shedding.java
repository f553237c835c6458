package io.limpet.proxy.http;

import io.limpet.proxy.overload.Overload;
import io.limpet.proxy.overload.ShedPoint;
import io.limpet.proxy.plan.OverloadPlan.Point;
import java.util.random.RandomGenerator;

/// The load shed points that bytes of a client meet before they are read, on one event loop
/// (Envoy: conn_manager_impl.cc, onData; http1/codec_impl.cc, dispatch). Those of HTTP/2 are asked
/// for HTTP/1 too, as in Envoy 1.40 (measured).
final class Shedding {
  private static final LocalReply ABORTED =
      LocalReply.of(500, "Internal Server Error", "DPE", "overload").closing();
  private static final LocalReply ABORTED_WHOLE =
      LocalReply.of(500, "Internal Server Error", "-", "overload").closing();

  private final RandomGenerator random;
  private final ShedPoint codec;
  private final ShedPoint abort;
  private final ShedPoint goAway;
  private final ShedPoint forcedGoAway;
  private final ShedPoint goAwayHttp3;
  private final ShedPoint forcedGoAwayHttp3;

  Shedding(Overload overload, RandomGenerator random) {
    this.random = random;
    codec = overload.point(Point.HCM_ONDATA_CREATING_CODEC);
    abort = overload.point(Point.HTTP1_SERVER_ABORT_DISPATCH);
    goAway = overload.point(Point.HTTP2_SERVER_GO_AWAY_ON_DISPATCH);
    forcedGoAway = overload.point(Point.HTTP2_SERVER_GO_AWAY_AND_CLOSE_ON_DISPATCH);
    goAwayHttp3 = overload.point(Point.HTTP3_SERVER_GO_AWAY_ON_DISPATCH);
    forcedGoAwayHttp3 = overload.point(Point.HTTP3_SERVER_GO_AWAY_AND_CLOSE_ON_DISPATCH);
  }

  /// What of a connection of HTTP/1 is shed.
  enum Shed {
    NOTHING,
    /// It is closed.
    CONNECTION,
    /// What came is not read, and what is under way is answered.
    DISPATCH
  }

  /// A client's first bytes came.
  Shed codec(HttpCounters counters) {
    return counted(codec, counters) ? Shed.CONNECTION : Shed.NOTHING;
  }

  /// Bytes of HTTP/1 came.
  Shed http1(HttpCounters counters, ClientLifetime lifetime) {
    if (forcesGoAway()) {
      return Shed.CONNECTION;
    }
    if (goesAway()) {
      lifetime.drain();
    }
    boolean aborted = !lifetime.lingering() && counted(abort, counters);
    return aborted ? Shed.DISPATCH : Shed.NOTHING;
  }

  static void abort(Exchange now) {
    now.giveUp(now.requestComplete() ? ABORTED_WHOLE : ABORTED);
  }

  /// Whether the client is told to go away, and its connection closed.
  boolean forcesGoAway() {
    return forcedGoAway.sheds(random);
  }

  /// Whether the client is told to go away.
  boolean goesAway() {
    return goAway.sheds(random);
  }

  /// The same two for a stream of HTTP/3 that begins.
  boolean forcesGoAwayHttp3() {
    return forcedGoAwayHttp3.sheds(random);
  }

  boolean goesAwayHttp3() {
    return goAwayHttp3.sheds(random);
  }

  private boolean counted(ShedPoint point, HttpCounters counters) {
    boolean shed = point.sheds(random);
    if (shed) {
      counters.overloadClosed.increment();
    }
    return shed;
  }
}
