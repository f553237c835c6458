package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.overload.v3.OverloadAction;
import io.envoyproxy.envoy.config.overload.v3.OverloadManager;
import io.envoyproxy.envoy.config.overload.v3.ResourceMonitor;
import io.envoyproxy.envoy.extensions.resource_monitors.cgroup_memory.v3.CgroupMemoryConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig;
import io.envoyproxy.envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig;
import io.limpet.proxy.plan.OverloadPlan.Action;
import io.limpet.proxy.plan.OverloadPlan.CgroupMemory;
import io.limpet.proxy.plan.OverloadPlan.FixedHeap;
import io.limpet.proxy.plan.OverloadPlan.InjectedResource;
import io.limpet.proxy.plan.OverloadPlan.Kind;
import io.limpet.proxy.plan.OverloadPlan.Monitor;
import io.limpet.proxy.plan.OverloadPlan.Trigger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A bootstrap's `overload_manager`. What of it is not carried out is a problem with its path; the
/// rest protects.
public final class OverloadReader {
  private static final Set<String> KNOWN =
      Set.of("refresh_interval", "resource_monitors", "actions");
  private static final String CONNECTIONS_KEY = "overload.global_downstream_max_connections";

  private final Place place;
  private final List<Monitor> monitors = new ArrayList<>();
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
    Set<String> names = new HashSet<>();
    for (int i = 0; i < manager.getResourceMonitorsCount(); i++) {
      ResourceMonitor monitor = manager.getResourceMonitors(i);
      Place at = place.at("resource_monitors", i);
      if (!names.add(monitor.getName())) {
        throw at.refused("has the name of another monitor; give each a name of its own");
      }
      monitor(monitor.getName(), monitor.getTypedConfig(), at.at("typed_config"));
    }
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < manager.getActionsCount(); i++) {
      action(manager.getActions(i), names, place.at("actions", i)).ifPresent(actions::add);
    }
    long millis =
        manager.hasRefreshInterval()
            ? Durations.toMillis(manager.getRefreshInterval())
            : OverloadPlan.NONE.refreshMillis();
    return new OverloadPlan(Math.max(millis, 1), monitors, actions, connections);
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
    } else {
      at.ignored(
          "this monitor is not carried out; fixed_heap, cgroup_memory, injected_resource and"
              + " downstream_connections are");
    }
  }

  private Optional<Action> action(OverloadAction action, Set<String> monitors, Place at) {
    List<Trigger> triggers = new ArrayList<>();
    for (int i = 0; i < action.getTriggersCount(); i++) {
      Place here = at.at("triggers", i);
      if (!monitors.contains(action.getTriggers(i).getName())) {
        throw here.at("name").refused("names no resource monitor; declare it beside the actions");
      }
      triggers.add(trigger(action.getTriggers(i), here));
    }
    if (triggers.isEmpty()) {
      throw at.at("triggers").refused("must have at least one trigger");
    }
    Optional<Kind> kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.text().equals(action.getName()))
            .findFirst();
    if (kind.isEmpty()) {
      at.ignored(action.getName() + " is not carried out by Limpet; remove it, or use Envoy");
    }
    return kind.map(found -> new Action(found, triggers));
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
