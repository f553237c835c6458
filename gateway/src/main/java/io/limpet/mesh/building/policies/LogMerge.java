package io.limpet.mesh.building.policies;

import io.limpet.model.istio.Telemetry;
import io.limpet.model.istio.Telemetry.AccessLogging;
import io.limpet.model.istio.Telemetry.Mode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which providers of access logs several Telemetries together ask for (`mergeLogs` in Istio's
/// `pilot/pkg/model/telemetry.go`): the last that names any says which count, and each entry says
/// whether they are on.
final class LogMerge {
  /// `expression` is empty where every request is logged.
  record Choice(boolean disabled, String expression) {}

  private final List<String> usual;

  /// `usual` are the mesh's default providers.
  LogMerge(List<String> usual) {
    this.usual = usual;
  }

  /// By the providers' names.
  Map<String, Choice> merged(List<Telemetry> levels) {
    Map<String, Choice> merged = new TreeMap<>();
    if (levels.isEmpty()) {
      usual.forEach(name -> merged.put(name, new Choice(false, "")));
      return merged;
    }
    Map<String, Choice> written = new TreeMap<>();
    Set<String> counting = counting(levels, written);
    List<String> before = usual;
    for (Telemetry level : levels) {
      for (AccessLogging each : level.accessLogging()) {
        before = each.providers().isEmpty() ? before : each.providers();
        for (String name : before) {
          if (counting.contains(name) && isForGateways(each)) {
            Choice on = written.getOrDefault(name, new Choice(false, ""));
            merged.put(name, each.disabled() ? new Choice(true, "") : on);
          }
        }
      }
    }
    return merged;
  }

  private Set<String> counting(List<Telemetry> levels, Map<String, Choice> written) {
    Set<String> counting = new HashSet<>(usual);
    for (Telemetry level : levels) {
      Set<String> names = new TreeSet<>();
      for (AccessLogging each : level.accessLogging()) {
        if (isForGateways(each)) {
          names.addAll(each.providers());
          each.providers().forEach(name -> written.put(name, new Choice(false, each.expression())));
        }
      }
      counting = names.isEmpty() ? counting : names;
    }
    return counting;
  }

  private static boolean isForGateways(AccessLogging logging) {
    return logging.mode() != Mode.SERVER;
  }
}
