package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What was made of listeners that relay connections, each kept until its message changes.
/// Configuration thread only.
final class TcpSlots {
  private record Slot(
      Listener message, @Nullable TcpListenerPlan plan, List<PlanProblem> problems) {}

  private final Map<String, Slot> slots = new HashMap<>();

  /// The plan for this message; null if no listener of this name was ever accepted.
  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  @Nullable TcpListenerPlan update(
      Listener message, RuntimeValues runtime, List<PlanProblem> problems) {
    @Nullable Slot slot = slots.get(message.getName());
    if (slot == null || slot.message() != message) {
      slot = read(message, runtime, slot == null ? null : slot.plan());
      slots.put(message.getName(), slot);
    }
    problems.addAll(slot.problems());
    return slot.plan();
  }

  private static Slot read(
      Listener message, RuntimeValues runtime, @Nullable TcpListenerPlan before) {
    List<PlanProblem> problems = new ArrayList<>();
    Place place = Place.of("Listener", message.getName(), problems, runtime);
    try {
      return new Slot(message, TcpListenerReader.read(message, place), problems);
    } catch (Refused refused) {
      problems.add(refused.problem());
      return new Slot(message, before, problems);
    }
  }

  void keepOnly(Set<String> names) {
    slots.keySet().retainAll(names);
  }
}
