package io.limpet.proxy.plan;

import java.util.List;

/// When the proxy protects itself, and how (config/overload/v3/overload.proto). A bootstrap says
/// so, once for all listeners.
///
/// `connections` bounds the open connections of all listeners, 0 for none: what comes beyond is
/// closed.
public record OverloadPlan(
    long refreshMillis, List<Monitor> monitors, List<Action> actions, long connections) {
  public static final OverloadPlan NONE = new OverloadPlan(1_000, List.of(), List.of(), 0);

  public OverloadPlan {
    monitors = List.copyOf(monitors);
    actions = List.copyOf(actions);
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

  /// A file that holds the pressure, from 0 to 1.
  public record InjectedResource(String name, String file) implements Monitor {}

  /// What is done.
  public enum Kind {
    STOP_ACCEPTING_REQUESTS("envoy.overload_actions.stop_accepting_requests"),
    DISABLE_HTTP_KEEPALIVE("envoy.overload_actions.disable_http_keepalive"),
    STOP_ACCEPTING_CONNECTIONS("envoy.overload_actions.stop_accepting_connections"),
    REJECT_INCOMING_CONNECTIONS("envoy.overload_actions.reject_incoming_connections");

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
