package io.limpet.proxy.plan.reading;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.overload.v3.LoadShedPoint;
import io.envoyproxy.envoy.config.overload.v3.OverloadAction;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.config.overload.v3.ScaleTimersOverloadActionConfig;
import io.envoyproxy.envoy.config.overload.v3.ScaleTimersOverloadActionConfig.ScaleTimer;
import io.envoyproxy.envoy.config.overload.v3.ScaleTimersOverloadActionConfig.TimerType;
import io.envoyproxy.envoy.extensions.resource_monitors.cgroup_memory.v3.CgroupMemoryConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.OverloadPlan.Action;
import io.limpet.proxy.plan.OverloadPlan.CgroupMemory;
import io.limpet.proxy.plan.OverloadPlan.DownstreamConnections;
import io.limpet.proxy.plan.OverloadPlan.FixedHeap;
import io.limpet.proxy.plan.OverloadPlan.InjectedResource;
import io.limpet.proxy.plan.OverloadPlan.Kind;
import io.limpet.proxy.plan.OverloadPlan.LoadShed;
import io.limpet.proxy.plan.OverloadPlan.Minimum;
import io.limpet.proxy.plan.OverloadPlan.Monitor;
import io.limpet.proxy.plan.OverloadPlan.Point;
import io.limpet.proxy.plan.OverloadPlan.Timer;
import io.limpet.proxy.plan.OverloadPlan.Trigger;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A bootstrap's `overload_manager`. What of it is not carried out is a problem with its path; the
/// rest protects.
public final class OverloadReader {
  private static final Set<String> KNOWN =
      Set.of("refresh_interval", "resource_monitors", "actions", "loadshed_points");

  /// Those of Envoy's that have no [Kind] here.
  private static final Set<String> OTHER_ACTIONS =
      Set.of(
          "envoy.overload_actions.close_idle_http_connections",
          "envoy.overload_actions.reset_high_memory_stream");

  private static final String CONNECTIONS_KEY = "overload.global_downstream_max_connections";

  private final Place place;
  private final List<Monitor> monitors = new ArrayList<>();
  private final List<Action> actions = new ArrayList<>();
  private final List<LoadShed> loadSheds = new ArrayList<>();
  private final Set<String> monitorNames = new HashSet<>();
  private final Set<String> named = new HashSet<>(); // actions and load shed points
  private Map<Timer, Minimum> timers = Map.of();
  private long connections;

  private OverloadReader(Place place) {
    this.place = place;
  }

  /// What is read; `problems` gets what is not carried out, or why it is refused whole.
  public static OverloadPlan read(
      OverloadManager manager, RuntimeValues runtime, List<PlanProblem> problems) {
    Place place = Place.of("Bootstrap", "", problems, runtime).at("overload_manager");
    try {
      return new OverloadReader(place).read(manager);
    } catch (Refused refused) {
      problems.add(refused.problem());
      return OverloadPlan.NONE;
    }
  }

  private OverloadPlan read(OverloadManager manager) {
    place.onlyKnows(manager, KNOWN);
    connections = place.runtime().integer(CONNECTIONS_KEY, 0);
    for (int i = 0; i < manager.getResourceMonitorsCount(); i++) {
      ResourceMonitor monitor = manager.getResourceMonitors(i);
      Place at = place.at("resource_monitors", i);
      if (!monitorNames.add(monitor.getName())) {
        throw at.refused("has the name of another monitor; give each a name of its own");
      }
      monitor(monitor.getName(), monitor.getTypedConfig(), at.at("typed_config"));
    }
    for (int i = 0; i < manager.getActionsCount(); i++) {
      action(manager.getActions(i), place.at("actions", i));
    }
    for (int i = 0; i < manager.getLoadshedPointsCount(); i++) {
      loadShed(manager.getLoadshedPoints(i), place.at("loadshed_points", i));
    }
    long millis =
        manager.hasRefreshInterval()
            ? Durations.toMillis(manager.getRefreshInterval())
            : OverloadPlan.NONE.refreshMillis();
    return new OverloadPlan(Math.max(millis, 1), monitors, actions, loadSheds, timers, connections);
  }

  private void monitor(String name, Any config, Place at) {
    if (config.is(FixedHeapConfig.class)) {
      long bytes = at.unpack(config, FixedHeapConfig.class).getMaxHeapSizeBytes();
      if (bytes <= 0) {
        throw at.at("max_heap_size_bytes").refused("must be greater than 0");
      }
      monitors.add(new FixedHeap(name, bytes));
    } else if (config.is(CgroupMemoryConfig.class)) {
      CgroupMemoryConfig group = at.unpack(config, CgroupMemoryConfig.class);
      monitors.add(new CgroupMemory(name, Math.max(group.getMaxMemoryBytes(), 0)));
    } else if (config.is(InjectedResourceConfig.class)) {
      InjectedResourceConfig injected = at.unpack(config, InjectedResourceConfig.class);
      if (injected.getFilename().isEmpty()) {
        throw at.at("filename").refused("must name a file that holds the pressure, from 0 to 1");
      }
      monitors.add(new InjectedResource(name, injected.getFilename()));
    } else if (config.is(DownstreamConnectionsConfig.class)) {
      long most =
          at.unpack(config, DownstreamConnectionsConfig.class).getMaxActiveDownstreamConnections();
      if (most <= 0) {
        throw at.at("max_active_downstream_connections").refused("must be greater than 0");
      }
      connections = most;
      monitors.add(new DownstreamConnections(name, most));
    } else {
      at.ignored(
          "this monitor is not carried out; fixed_heap, cgroup_memory, injected_resource and"
              + " downstream_connections are");
    }
  }

  private void action(OverloadAction action, Place at) {
    String name = action.getName();
    if (!named.add(name)) {
      throw at.at("name").refused("names an action that is there already; write it once");
    }
    List<Trigger> triggers = triggers(action.getTriggersList(), at);
    Optional<Kind> kind =
        Arrays.stream(Kind.values()).filter(each -> each.text().equals(name)).findFirst();
    if (kind.isEmpty()) {
      if (!OTHER_ACTIONS.contains(name)) {
        throw at.at("name")
            .refused(name + " is no overload action of Envoy's; see its overload.proto");
      }
      at.ignored(name + " is not carried out by Limpet; remove it, or use Envoy");
      return;
    }
    if (kind.get() == Kind.REDUCE_TIMEOUTS) {
      timers = timers(action.getTypedConfig(), at.at("typed_config"));
    } else if (action.hasTypedConfig()) {
      throw at.at("typed_config").refused("is for " + Kind.REDUCE_TIMEOUTS.text() + "; remove it");
    }
    actions.add(new Action(kind.get(), triggers));
  }

  private void loadShed(LoadShedPoint shed, Place at) {
    String name = shed.getName();
    if (!named.add(name)) {
      throw at.at("name").refused("names a load shed point that is there already; write it once");
    }
    List<Trigger> triggers = triggers(shed.getTriggersList(), at);
    Optional<Point> point =
        Arrays.stream(Point.values()).filter(each -> each.text().equals(name)).findFirst();
    if (point.isEmpty()) {
      at.ignored("nothing in Limpet's proxy sheds load at " + name + "; remove it");
      return;
    }
    loadSheds.add(new LoadShed(point.get(), triggers));
  }

  private static Map<Timer, Minimum> timers(Any config, Place at) {
    ScaleTimersOverloadActionConfig scaled =
        at.unpack(config, ScaleTimersOverloadActionConfig.class);
    if (scaled.getTimerScaleFactorsCount() == 0) {
      throw at.at("timer_scale_factors").refused("must name at least one timer");
    }
    Map<Timer, Minimum> timers = new EnumMap<>(Timer.class);
    for (int i = 0; i < scaled.getTimerScaleFactorsCount(); i++) {
      ScaleTimer timer = scaled.getTimerScaleFactors(i);
      Place here = at.at("timer_scale_factors", i);
      if (timers.put(timer(timer.getTimer(), here), minimum(timer, here)) != null) {
        throw here.at("timer").refused("is there already; write each timer once");
      }
    }
    return timers;
  }

  private static Timer timer(TimerType type, Place at) {
    return Arrays.stream(Timer.values())
        .filter(each -> each.name().equals(type.name()))
        .findFirst()
        .orElseThrow(() -> at.at("timer").refused("must be one of " + List.of(Timer.values())));
  }

  private static Minimum minimum(ScaleTimer timer, Place at) {
    return switch (timer.getOverloadAdjustCase()) {
      case MIN_TIMEOUT -> new Minimum(Durations.toMillis(timer.getMinTimeout()), 0);
      case MIN_SCALE -> {
        double percent = timer.getMinScale().getValue();
        if (percent < 0 || percent > 100) {
          throw at.at("min_scale.value").refused("must be from 0 to 100");
        }
        yield new Minimum(-1, percent / 100);
      }
      case OVERLOADADJUST_NOT_SET -> throw at.refused("needs min_timeout or min_scale");
    };
  }

  private List<Trigger> triggers(
      List<io.envoyproxy.envoy.config.overload.v3.Trigger> written, Place at) {
    if (written.isEmpty()) {
      throw at.at("triggers").refused("must have at least one trigger");
    }
    List<Trigger> triggers = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < written.size(); i++) {
      Place here = at.at("triggers", i);
      String name = written.get(i).getName();
      if (!monitorNames.contains(name)) {
        throw here.at("name").refused("names no resource monitor; declare it beside the actions");
      }
      if (!asked.add(name)) {
        throw here.at("name").refused("names a monitor that triggers it already");
      }
      triggers.add(trigger(written.get(i), here));
    }
    return triggers;
  }

  private static Trigger trigger(io.envoyproxy.envoy.config.overload.v3.Trigger trigger, Place at) {
    return switch (trigger.getTriggerOneofCase()) {
      case THRESHOLD -> {
        double threshold = trigger.getThreshold().getValue();
        yield new Trigger(trigger.getName(), threshold, threshold);
      }
      case SCALED -> {
        double low = trigger.getScaled().getScalingThreshold();
        double high = trigger.getScaled().getSaturationThreshold();
        if (low >= high) {
          throw at.at("scaled").refused("scaling_threshold must be less than saturation_threshold");
        }
        yield new Trigger(trigger.getName(), low, high);
      }
      case TRIGGERONEOF_NOT_SET -> throw at.refused("needs a threshold or scaled");
    };
  }
}
