package io.limpet.xds.client;

import io.limpet.xds.resources.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Takes what it is given, but for resources whose name begins with `bad`, and routes whose
/// `most_specific_header_mutations_wins` is set.
final class FakeCarrier implements Carrier {
  final Queue<String> told = new ConcurrentLinkedQueue<>();
  volatile Resources resources = Resources.EMPTY;
  volatile Resources checked = Resources.EMPTY;
  volatile boolean ready;

  @Override
  public List<Refusal> check(Resources alone) {
    checked = alone;
    List<Refusal> refusals = new ArrayList<>();
    Stream.concat(alone.clusters().keySet().stream(), alone.listeners().keySet().stream())
        .filter(name -> name.startsWith("bad"))
        .forEach(name -> refusals.add(new Refusal("Any", name, name + " is no good")));
    return refusals;
  }

  @Override
  public List<Refusal> carry(Resources next) {
    resources = next;
    List<Refusal> refusals = new ArrayList<>();
    next.routes()
        .forEach(
            (name, routes) -> {
              if (routes.getMostSpecificHeaderMutationsWins()) {
                refusals.add(new Refusal("RouteConfiguration", name, "routes are no good"));
              }
            });
    next.endpoints()
        .forEach(
            (name, group) -> {
              if (group.getPolicy().getWeightedPriorityHealth()) {
                refusals.add(new Refusal("Cluster", name, "endpoints are no good"));
              }
            });
    return refusals;
  }

  @Override
  public void ready() {
    ready = true;
  }

  @Override
  public void tell(String text) {
    told.add(text);
  }
}
