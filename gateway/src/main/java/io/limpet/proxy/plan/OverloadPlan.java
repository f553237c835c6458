package io.limpet.proxy.plan;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// When the proxy protects itself, and how (config/overload/v3/overload.proto). A bootstrap says
/// so, once for all listeners.
///
/// `timers` are those that `reduce_timeouts` shortens. `connections` bounds the open connections of
/// all listeners, 0 for none: what comes beyond is closed.
public record OverloadPlan(
    long refreshMillis,
    List<Monitor> monitors,
    List<Action> actions,
    List<LoadShed> loadSheds,
    Map<Timer, Minimum> timers,
    long connections) {
  public static final OverloadPlan NONE =
      new OverloadPlan(1_000, List.of(), List.of(), List.of(), Map.of(), 0);

  public OverloadPlan {
    monitors = List.copyOf(monitors);
    actions = List.copyOf(actions);
    loadSheds = List.copyOf(loadSheds);
    timers = Map.copyOf(timers);
  }

  /// Something that may run short. `name` is what triggers call it.
  public sealed interface Monitor {
    String name();
  }

  /// The memory of this process that is in use, against a bound.
  public record FixedHeap(String name, long mostBytes) implements Monitor {}

  /// The memory of this process' control group, against its limit, or `mostBytes` if that is less;
  /// 0 where only the group's counts.
  public record CgroupMemory(String name, long mostBytes) implements Monitor {}

  /// The open connections of clients, against `connections`.
  public record DownstreamConnections(String name, long most) implements Monitor {}

  /// A file that holds the pressure, from 0 to 1.
  public record InjectedResource(String name, String file) implements Monitor {}

  /// What is done.
  public enum Kind {
    STOP_ACCEPTING_REQUESTS("envoy.overload_actions.stop_accepting_requests"),
    DISABLE_HTTP_KEEPALIVE("envoy.overload_actions.disable_http_keepalive"),
    STOP_ACCEPTING_CONNECTIONS("envoy.overload_actions.stop_accepting_connections"),
    REJECT_INCOMING_CONNECTIONS("envoy.overload_actions.reject_incoming_connections"),
    REDUCE_TIMEOUTS("envoy.overload_actions.reduce_timeouts"),
    SHRINK_HEAP("envoy.overload_actions.shrink_heap");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// Envoy's name of it.
    public String text() {
      return text;
    }
  }

  /// What is done as far as the one of its triggers asks that asks most.
  public record Action(Kind kind, List<Trigger> triggers) {
    public Action {
      triggers = List.copyOf(triggers);
    }
  }

  /// A point of a connection's or a request's life at which load is shed (Envoy:
  /// server/overload/load_shed_point.h).
  public enum Point {
    TCP_LISTENER_ACCEPT,
    HCM_ONDATA_CREATING_CODEC,
    HTTP_CONNECTION_MANAGER_DECODE_HEADERS,
    HTTP1_SERVER_ABORT_DISPATCH,
    HTTP2_SERVER_GO_AWAY_ON_DISPATCH,
    HTTP2_SERVER_GO_AWAY_AND_CLOSE_ON_DISPATCH,
    HTTP3_SERVER_GO_AWAY_ON_DISPATCH,
    HTTP3_SERVER_GO_AWAY_AND_CLOSE_ON_DISPATCH,
    HTTP_DOWNSTREAM_FILTER_CHECK,
    CONNECTION_POOL_NEW_CONNECTION,
    TCP_PROXY_UPSTREAM_CONNECT,
    TCP_PROXY_ON_DATA;

    /// Envoy's name of it.
    public String text() {
      return "envoy.load_shed_points." + name().toLowerCase(Locale.ROOT);
    }
  }

  /// As much load is shed at a point as the one of its triggers asks that asks most.
  public record LoadShed(Point point, List<Trigger> triggers) {
    public LoadShed {
      triggers = List.copyOf(triggers);
    }
  }

  /// A wait that may be shortened (ScaleTimersOverloadActionConfig.TimerType).
  public enum Timer {
    HTTP_DOWNSTREAM_CONNECTION_IDLE,
    HTTP_DOWNSTREAM_STREAM_IDLE,
    TRANSPORT_SOCKET_CONNECT,
    HTTP_DOWNSTREAM_CONNECTION_MAX,
    HTTP_DOWNSTREAM_STREAM_FLUSH
  }

  /// How far at most: to `millis`, or to a part of the whole, from 0 to 1, where that is below 0.
  public record Minimum(long millis, double part) {}

  /// From `low` on, a part of the action is asked for, from `high` on all of it: a threshold has
  /// the same number twice.
  public record Trigger(String monitor, double low, double high) {
    /// From 0 to 1.
    public double asks(double pressure) {
      if (pressure >= high) {
        return 1;
      }
      return pressure <= low ? 0 : (pressure - low) / (high - low);
    }
  }
}
