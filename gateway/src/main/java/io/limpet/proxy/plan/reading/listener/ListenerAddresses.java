package io.limpet.proxy.plan.reading.listener;

import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.PlanProblem;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whose an address is: two listeners cannot share one (Envoy: listener_manager_impl.cc,
/// hasListenerWithDuplicatedAddress). Who listens there already stays. Configuration thread only.
public final class ListenerAddresses {
  private final Map<InetSocketAddress, String> owners = new HashMap<>();

  /// A problem for each listener whose address is another's. `names` are in the order in which the
  /// listeners came; `addresses` has those that would be served.
  public List<PlanProblem> duplicates(
      Collection<String> names, Map<String, InetSocketAddress> addresses) {
    List<PlanProblem> problems = new ArrayList<>();
    owners.entrySet().removeIf(each -> !each.getKey().equals(addresses.get(each.getValue())));
    for (String name : names) {
      @Nullable InetSocketAddress address = addresses.get(name);
      if (address == null || address.getPort() == 0) {
        continue;
      }
      @Nullable String owner = owners.putIfAbsent(address, name);
      if (owner != null && !owner.equals(name)) {
        problems.add(refusal(name, address, owner));
      }
    }
    return problems;
  }

  private static PlanProblem refusal(String name, InetSocketAddress address, String owner) {
    return Place.of("Listener", name, List.of())
        .at("address")
        .refused(
            "has duplicate address %s:%d: the listener %s has it; give one of them another port"
                .formatted(address.getAddress().getHostAddress(), address.getPort(), owner))
        .problem();
  }
}
