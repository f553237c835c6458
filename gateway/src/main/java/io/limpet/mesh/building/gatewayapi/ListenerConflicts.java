package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Problem;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Listeners of one Gateway that callers could not tell apart: the first of them keeps the place
/// (`listener_conflict.go` in Istio's `pilot/pkg/config/kube/gatewaycommon`).
final class ListenerConflicts {
  /// Protocols whose callers name no host.
  private static final Set<String> NAMELESS = Set.of("TCP", "UDP");

  private static final Set<String> NAMED = Set.of("HTTP", "HTTPS", "TLS");

  private ListenerConflicts() {}

  /// Those that keep their places; of the others it is told.
  static List<OwnedListener> winners(List<OwnedListener> inOrder, List<Problem> problems) {
    List<OwnedListener> winners = new ArrayList<>();
    for (OwnedListener each : inOrder) {
      Optional<OwnedListener> earlier =
          winners.stream()
              .filter(winner -> !areDistinct(each.listener(), winner.listener()))
              .findFirst();
      if (earlier.isEmpty()) {
        winners.add(each);
      } else if (!isToldByReader(each, earlier.get())) {
        tell(each, earlier.get(), new Refusals(each.owner(), problems));
      }
    }
    return winners;
  }

  /// An API server refuses such a resource, and its reader says so.
  private static boolean isToldByReader(OwnedListener one, OwnedListener other) {
    return one.owner().equals(other.owner())
        && one.listener().protocol().equals(other.listener().protocol())
        && one.listener().hostname().equals(other.listener().hostname());
  }

  private static void tell(OwnedListener loser, OwnedListener winner, Refusals refusals) {
    Listener listener = loser.listener();
    boolean sameProtocol = listener.protocol().equals(winner.listener().protocol());
    boolean byHost = sameProtocol && !NAMELESS.contains(listener.protocol());
    refusals.error(
        loser.place(),
        byHost ? "HostnameConflict" : "ProtocolConflict",
        "wants port "
            + listener.port()
            + (listener.hostname().isEmpty() ? "" : " and hostname " + listener.hostname())
            + " by "
            + listener.protocol()
            + ", where the listener "
            + winner.words()
            + " comes first, so it does not listen; give it another "
            + (byHost ? "hostname" : "port"));
  }

  private static boolean areDistinct(Listener one, Listener other) {
    if (one.port() != other.port()) {
      return true;
    }
    if (NAMED.contains(one.protocol()) && NAMED.contains(other.protocol())) {
      return !one.hostname().equals(other.hostname());
    }
    boolean known = isKnown(one.protocol()) && isKnown(other.protocol());
    return !known && !one.protocol().equals(other.protocol());
  }

  private static boolean isKnown(String protocol) {
    return NAMED.contains(protocol) || NAMELESS.contains(protocol);
  }
}
