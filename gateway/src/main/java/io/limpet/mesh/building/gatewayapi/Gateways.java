package io.limpet.mesh.building.gatewayapi;

import io.limpet.mesh.building.gatewayapi.Addresses.Front;
import io.limpet.mesh.building.gatewayapi.Parents.Parent;
import io.limpet.model.Metadata;
import io.limpet.model.Problem;
import io.limpet.model.gatewayapi.KubernetesGateway;
import io.limpet.model.gatewayapi.KubernetesGateway.GroupKind;
import io.limpet.model.gatewayapi.KubernetesGateway.Listener;
import io.limpet.model.gatewayapi.ListenerSet;
import io.limpet.model.istio.Gateway;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Each listener of a Gateway, and of the ListenerSets that add to it, as a Gateway of Istio's with
/// one server (`gateway_collection.go` in Istio's `pilot/pkg/config/kube/gateway`).
record Gateways(
    GatewayApi.Behaviour behaviour, Names names, Classes classes, List<Problem> problems) {
  /// Nothing for a Gateway of somebody else's class. `sets` are those that name the Gateway.
  List<Gateway> convert(KubernetesGateway gateway, List<ListenerSet> sets, Parents parents) {
    Optional<Front> front = front(gateway);
    if (front.isEmpty()) {
      parents.addForeign(gateway);
      sets.forEach(parents::addForeign);
      return List.of();
    }
    List<Gateway> converted = new ArrayList<>();
    List<OwnedListener> listeners = listeners(gateway, allowed(gateway, sets));
    for (OwnedListener each : ListenerConflicts.winners(listeners, problems)) {
      Refusals own = new Refusals(each.owner(), problems);
      List<String> hosts = hosts(each, own);
      parents.add(
          each.owner(),
          new Parent(
              each.owner().metadata().namespace() + "/" + each.internalName(),
              each.listener(),
              hosts,
              kinds(each, own)));
      new Listeners(behaviour, gateway, each, names, own)
          .server(hosts)
          .map(server -> gateway(gateway, each, front.get(), server))
          .ifPresent(converted::add);
    }
    return converted;
  }

  /// Who serves the Gateway; nothing where none of ours does.
  private Optional<Front> front(KubernetesGateway gateway) {
    Refusals refusals = new Refusals(gateway, problems);
    if (!classes.isOurs(gateway.gatewayClassName())) {
      refusals.warning(
          "spec.gatewayClassName",
          "class-not-served",
          "is "
              + gateway.gatewayClassName()
              + ", a class of somebody else's, so nothing listens for this Gateway; write "
              + classes.examples()
              + " to serve it here");
      return Optional.empty();
    }
    Front front = new Addresses(behaviour, names).front(gateway, refusals);
    return front.isNobody() ? Optional.empty() : Optional.of(front);
  }

  /// Those of namespaces that the Gateway lets in.
  private List<ListenerSet> allowed(KubernetesGateway gateway, List<ListenerSet> sets) {
    List<ListenerSet> allowed = new ArrayList<>();
    for (ListenerSet set : sets) {
      String namespace = set.metadata().namespace();
      if (names.isAmong(namespace, gateway.allowedListeners(), gateway.metadata().namespace())) {
        allowed.add(set);
      } else {
        refuse(set, gateway);
      }
    }
    return allowed;
  }

  private void refuse(ListenerSet set, KubernetesGateway gateway) {
    new Refusals(set, problems)
        .error(
            "spec.parentRef",
            "NotAllowed",
            "adds to "
                + gateway.id()
                + ", which takes no ListenerSets of the namespace "
                + set.metadata().namespace()
                + ", so nothing listens for it; see the Gateway's allowedListeners");
  }

  /// The Gateway's own come first, then those of the oldest ListenerSet.
  private static List<OwnedListener> listeners(KubernetesGateway gateway, List<ListenerSet> sets) {
    List<OwnedListener> all = new ArrayList<>();
    for (int i = 0; i < gateway.listeners().size(); i++) {
      all.add(new OwnedListener(gateway, gateway.listeners().get(i), place(i)));
    }
    for (ListenerSet set : sets) {
      for (int i = 0; i < set.listeners().size(); i++) {
        all.add(new OwnedListener(set, set.listeners().get(i), place(i)));
      }
    }
    return all;
  }

  private static String place(int index) {
    return "spec.listeners[" + index + "]";
  }

  /// Without a selector an Istio Gateway is for every gateway.
  private static Gateway gateway(
      KubernetesGateway gateway, OwnedListener listener, Front front, Gateway.Server server) {
    Metadata own = listener.owner().metadata();
    return new Gateway(
        new Metadata(
            own.namespace(),
            listener.internalName(),
            own.uid(),
            own.createdAt(),
            own.labels(),
            front.everywhere()
                ? Map.of()
                : InternalAnnotations.ofListener(
                    front.services(), front.deployed(), gateway.metadata().namespace())),
        listener.owner().origin(),
        Map.of(),
        List.of(server));
  }

  private List<String> hosts(OwnedListener owned, Refusals refusals) {
    String hostname = owned.listener().hostname();
    String host = hostname.isEmpty() ? "*" : hostname;
    List<String> namespaces =
        names.among(
            owned.listener().allowedRoutes().namespaces(), owned.owner().metadata().namespace());
    if (namespaces.isEmpty()) {
      refusals.warning(
          owned.place() + ".allowedRoutes.namespaces",
          "no-namespaces",
          "allows no namespace that is known, so no route can attach; correct the selector");
      return List.of("~/" + host);
    }
    return namespaces.stream().map(each -> each + "/" + host).toList();
  }

  /// Those of the kinds that suit the protocol which the listener allows.
  private static List<GroupKind> kinds(OwnedListener owned, Refusals refusals) {
    Listener listener = owned.listener();
    List<GroupKind> suitable = Listeners.suitableKinds(listener);
    List<GroupKind> asked = listener.allowedRoutes().kinds();
    if (asked.isEmpty()) {
      return suitable;
    }
    for (GroupKind each : asked) {
      if (!suitable.contains(each)) {
        refusals.error(
            owned.place() + ".allowedRoutes.kinds",
            "InvalidRouteKinds",
            "has "
                + each.kind()
                + (each.group().isEmpty() ? "" : " of " + each.group())
                + ", which no listener of the protocol "
                + listener.protocol()
                + " takes; remove it");
      }
    }
    return asked.stream().filter(suitable::contains).toList();
  }
}
