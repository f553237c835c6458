package io.limpet.proxy.plan.reading.listener;

import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.limpet.proxy.plan.ChainMatch;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.FilterChains;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import io.limpet.proxy.plan.reading.fields.Refused;
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.proxy.plan.reading.transport.SecretLookup;
import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was made of a listener and of its chains' routes, each kept until its message changes, or a
/// secret that it names. Configuration thread only.
public final class ListenerSlot {
  private @Nullable Listener message;
  private SecretLookup secrets = new SecretLookup(Map.of());
  private @Nullable ListenerReader listener;
  private List<PlanProblem> problems = List.of();
  private List<RouteSlot> chains = List.of();
  private @Nullable ListenerPlan plan;

  /// The plan for these messages, with the secrets that can be used: the last one if they are the
  /// same, null if no listener of this name was ever accepted.
  @SuppressWarnings("ReferenceEquality") // unchanged messages are the same objects: Resources
  public @Nullable ListenerPlan update(
      Listener newMessage, Resources resources, Map<String, Secret> usable, RuntimeValues runtime) {
    if (message != newMessage || !secrets.isSameIn(usable)) {
      read(newMessage, usable, runtime);
    }
    @Nullable ListenerReader from = listener;
    if (from == null) {
      return null;
    }
    List<FilterChainPlan> next = chains.stream().map(each -> each.update(resources)).toList();
    @Nullable ListenerPlan last = plan;
    if (last == null || !isSame(last.chains().all(), next)) {
      last = made(from, next);
      plan = last;
    }
    return last;
  }

  @SuppressWarnings("ReferenceEquality") // an unchanged chain is the same object
  private static boolean isSame(List<FilterChainPlan> some, List<FilterChainPlan> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (some.get(i) != others.get(i)) {
        return false;
      }
    }
    return true;
  }

  private static ListenerPlan made(ListenerReader from, List<FilterChainPlan> chains) {
    int matched = from.chains().size();
    return new ListenerPlan(
        from.name(),
        from.address(),
        from.quic(),
        from.inspection(),
        from.connections(),
        from.accessLogs(),
        new FilterChains(
            chains.subList(0, matched), from.otherwise() == null ? null : chains.getLast()));
  }

  public List<PlanProblem> problems() {
    List<PlanProblem> all = new ArrayList<>(problems);
    chains.forEach(each -> all.addAll(each.problems()));
    return all;
  }

  /// Whether the listener names that secret.
  public boolean asks(String secret) {
    return secrets.asks(secret);
  }

  private void read(Listener newMessage, Map<String, Secret> usable, RuntimeValues runtime) {
    List<PlanProblem> found = new ArrayList<>();
    secrets = new SecretLookup(usable);
    try {
      Place place = Place.of("Listener", newMessage.getName(), found, runtime);
      listener = ListenerReader.read(newMessage, secrets, place);
      chains = slots(listener, runtime);
      plan = null;
    } catch (Refused refused) {
      found.add(refused.problem());
      if (!refused.keepsLast()) {
        listener = null;
        chains = List.of();
        plan = null;
      }
    }
    message = newMessage;
    problems = found;
  }

  private List<RouteSlot> slots(ListenerReader of, RuntimeValues runtime) {
    Map<ChainMatch, RouteSlot> before = new HashMap<>();
    chains.forEach(each -> before.put(each.match(), each));
    List<FilterChainReader> all = new ArrayList<>(of.chains());
    if (of.otherwise() != null) {
      all.add(of.otherwise());
    }
    List<RouteSlot> slots = new ArrayList<>();
    for (FilterChainReader each : all) {
      RouteSlot slot = new RouteSlot(of.name(), each, runtime);
      @Nullable RouteSlot last = before.get(slot.match());
      if (last != null) {
        slot.follows(last);
      }
      slots.add(slot);
    }
    return List.copyOf(slots);
  }
}
