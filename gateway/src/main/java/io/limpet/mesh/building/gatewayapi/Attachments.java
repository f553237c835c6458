package io.limpet.mesh.building.gatewayapi;

import io.limpet.mesh.building.gatewayapi.Parents.Parent;
import io.limpet.model.Kind;
import io.limpet.model.ResourceId;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesRoute;
import io.limpet.model.gatewayapi.KubernetesRoute.ParentReference;
import io.limpet.model.gatewayapi.ObjectReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The listeners that a route attaches to (`extractParentReferenceInfo`, `referenceAllowed` and
/// `hostnameAllowedByIsolation` in Istio's `conversion.go`).
record Attachments(Parents parents, KubernetesRoute route, Refusals refusals) {
  private static final List<Kind> PARENTS =
      List.of(Kind.KUBERNETES_GATEWAY, Kind.LISTENER_SET, Kind.X_LISTENER_SET);

  /// What Istio's sidecars and waypoints let routes attach to.
  private static final Set<String> OF_SIDECARS = Set.of("Service", "ServiceEntry");

  /// A listener that takes the route, and the hostnames of the listeners beside it.
  record Attached(Parent parent, List<String> otherHostnames) {
    Attached {
      otherHostnames = List.copyOf(otherHostnames);
    }

    /// Whether a host of the route is this listener's, and not that of one which names it more
    /// exactly.
    boolean takes(String host) {
      String own = parent.listener().hostname();
      if (!own.isEmpty() && !Hosts.isWildcard(own)) {
        return true; // the server's own host does the rest
      }
      if (!own.isEmpty() && !Hosts.match(host, own)) {
        return false;
      }
      return otherHostnames.stream()
          .filter(other -> own.length() <= other.length())
          .noneMatch(other -> Hosts.subset(host, other));
    }
  }

  /// Why a listener does not take the route: the reason's word, and in words.
  private record Refusal(String reason, String message) {}

  /// In the order of the names of the Gateways that stand for the listeners.
  List<Attached> all() {
    List<Attached> attached = new ArrayList<>();
    for (int i = 0; i < route.parents().size(); i++) {
      ParentReference reference = route.parents().get(i);
      ObjectReference target = reference.target();
      String place = "spec.parentRefs[" + i + "]";
      Optional<Kind> kind = kind(target);
      if (kind.isPresent()) {
        String namespace = target.namespaceFrom(route.metadata().namespace());
        ResourceId owner = new ResourceId(kind.get(), namespace, target.name());
        attached.addAll(attached(reference, owner, place));
      } else {
        refusals.warning(
            place,
            "not-carried-out",
            "attaches to a "
                + target.kind()
                + (OF_SIDECARS.contains(target.kind())
                    ? ", which is for sidecars; name a Gateway"
                    : " of " + target.group() + ", which is not served here; name a Gateway"));
      }
    }
    attached.sort(Comparator.comparing(each -> each.parent().internalName()));
    return attached;
  }

  private static Optional<Kind> kind(ObjectReference target) {
    return PARENTS.stream()
        .filter(each -> each.group().equals(target.group()) && each.text().equals(target.kind()))
        .findFirst();
  }

  private List<Attached> attached(ParentReference reference, ResourceId owner, String place) {
    List<Parent> listeners = parents.of(owner);
    List<Attached> attached = new ArrayList<>();
    List<Refusal> refused = new ArrayList<>();
    for (Parent each : listeners) {
      Optional<Refusal> refusal = refusal(reference, each);
      if (refusal.isPresent()) {
        refused.add(refusal.get());
      } else {
        attached.add(new Attached(each, othersBeside(each, listeners)));
      }
    }
    if (attached.isEmpty() && !parents.isForeign(owner)) {
      report(owner, place, refused);
    }
    return attached;
  }

  /// Only those of the same port and protocol share requests with it.
  private static List<String> othersBeside(Parent parent, List<Parent> listeners) {
    return listeners.stream()
        .map(Parent::listener)
        .filter(each -> each.port() == parent.listener().port())
        .filter(each -> each.protocol().equals(parent.listener().protocol()))
        .map(each -> each.hostname())
        .filter(each -> !each.equals(parent.listener().hostname()))
        .toList();
  }

  private Optional<Refusal> refusal(ParentReference reference, Parent parent) {
    if (reference.port() != 0 && reference.port() != parent.listener().port()) {
      return Optional.of(
          new Refusal("NoMatchingParent", "has no listener of the port " + reference.port()));
    }
    String section = reference.sectionName();
    if (!section.isEmpty() && !section.equals(parent.listener().name())) {
      return Optional.of(new Refusal("NoMatchingParent", "has no listener of the name " + section));
    }
    Optional<Refusal> byHost = refusalOfHosts(parent);
    return byHost.isPresent() ? byHost : refusalOfKind(parent);
  }

  private Optional<Refusal> refusalOfHosts(Parent parent) {
    boolean hostMatches = false;
    for (String host : route.hosts()) {
      for (String own : parent.hosts()) {
        int slash = own.indexOf('/');
        String namespace = own.substring(0, slash);
        if (Hosts.match(own.substring(slash + 1), host)) {
          hostMatches = true;
          if (namespace.equals("*") || namespace.equals(route.metadata().namespace())) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(
        hostMatches
            ? new Refusal(
                "NotAllowedByListeners",
                "allows no routes of the namespace "
                    + route.metadata().namespace()
                    + " (see allowedRoutes)")
            : new Refusal(
                "NoMatchingListenerHostname",
                "has no listener for "
                    + String.join(", ", route.hosts())
                    + ", only for "
                    + parent.listener().hostname()));
  }

  private Optional<Refusal> refusalOfKind(Parent parent) {
    GroupKind own = new GroupKind(route.kind().group(), route.kind().text());
    return parent.allowedKinds().contains(own)
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "NotAllowedByListeners",
                "has no listener there that takes a route of the kind " + own.kind()));
  }

  /// A listener that was meant and does not want the route says more than one that was not meant.
  private void report(ResourceId owner, String place, List<Refusal> refused) {
    Refusal refusal =
        refused.stream()
            .min(Comparator.comparing(each -> each.reason().equals("NoMatchingParent")))
            .orElse(
                new Refusal(
                    "NoMatchingParent", "is no " + owner.kind().text() + " that is served here"));
    refusals.error(
        place,
        refusal.reason(),
        owner.namespace()
            + "/"
            + owner.name()
            + " "
            + refusal.message()
            + ", so the route does not attach; correct one of the two");
  }
}
