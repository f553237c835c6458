package io.limpet.mesh.building.routes;

import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.building.services.Visibility;
import io.limpet.model.istio.HttpMatch;
import io.limpet.model.istio.HttpRoute;
import io.limpet.model.istio.Mirroring;
import io.limpet.model.istio.RouteAction;
import io.limpet.model.istio.VirtualService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// VirtualServices without hosts: their routes take the place of the entries that delegate to them
/// (`mergeVirtualServicesIfNeeded` and `mergeHTTPRoutes` in Istio's
/// `pilot/pkg/model/virtualservice.go`). One level only.
public final class Delegates {
  private final Map<String, VirtualService> byName = new HashMap<>();
  private final List<String> meshExportTo;

  /// What becomes of an entry that delegates.
  public sealed interface Outcome {
    /// These routes take its place; `conflicting` are the delegate's that ask for requests which
    /// the entry does not match.
    record Found(List<HttpRoute> routes, List<HttpRoute> conflicting) implements Outcome {
      public Found {
        routes = List.copyOf(routes);
        conflicting = List.copyOf(conflicting);
      }
    }

    /// There is no such VirtualService, or it has hosts.
    record Missing() implements Outcome {}

    /// The namespace of the entry does not see it.
    record Hidden() implements Outcome {}
  }

  /// `services` may be all that there are; their names are made whole here.
  public Delegates(Collection<VirtualService> services, MeshOptions options) {
    meshExportTo = options.meshConfig().exportTo().virtualServices();
    for (VirtualService service : services) {
      if (service.isDelegate()) {
        byName.put(
            name(service.metadata().namespace(), service.metadata().name()),
            ShortNames.resolved(service, options.domain()));
      }
    }
  }

  private static String name(String namespace, String name) {
    return namespace + "/" + name;
  }

  /// The same with the delegates' routes in place.
  VirtualService merged(VirtualService root) {
    List<HttpRoute> routes = new ArrayList<>();
    for (HttpRoute route : root.http()) {
      if (!(route.action() instanceof RouteAction.Delegate delegate)) {
        routes.add(route);
      } else if (find(root, route, delegate) instanceof Outcome.Found(var found, _)) {
        routes.addAll(found);
      }
    }
    return routes.equals(root.http()) ? root : root.with(root.hosts(), root.gateways(), routes);
  }

  /// What becomes of `entry` of `root`, whose names are whole.
  public Outcome find(VirtualService root, HttpRoute entry, RouteAction.Delegate delegate) {
    String namespace = root.metadata().namespace();
    String owner = delegate.namespace().isEmpty() ? namespace : delegate.namespace();
    VirtualService found = byName.get(name(owner, delegate.name()));
    if (found == null) {
      return new Outcome.Missing();
    }
    List<String> exportTo = found.exportTo().isEmpty() ? meshExportTo : found.exportTo();
    if (!Visibility.visible(exportTo, owner, namespace)) {
      return new Outcome.Hidden();
    }
    List<HttpRoute> routes = new ArrayList<>();
    List<HttpRoute> conflicting = new ArrayList<>();
    for (HttpRoute route : found.http()) {
      if (route.action() instanceof RouteAction.Delegate) {
        continue; // the reader says that a delegate cannot delegate
      }
      Optional<List<HttpMatch>> matches = MatchMerge.merge(entry.matches(), route.matches());
      if (matches.isPresent()) {
        routes.add(merged(entry, delegate, route.with(matches.get(), route.action())));
      } else {
        conflicting.add(route);
      }
    }
    return new Outcome.Found(routes, conflicting);
  }

  /// What the delegate's route does not say is the root's.
  private static HttpRoute merged(HttpRoute root, RouteAction.Delegate delegate, HttpRoute leaf) {
    return new HttpRoute(
        MatchMerge.name(root.name(), leaf.name()),
        leaf.matches(),
        action(delegate.response(), leaf.action()),
        leaf.rewrite() == null ? root.rewrite() : leaf.rewrite(),
        leaf.timeout() == null ? root.timeout() : leaf.timeout(),
        leaf.retries() == null ? root.retries() : leaf.retries(),
        leaf.fault() == null ? root.fault() : leaf.fault(),
        mirroring(root.mirroring(), leaf.mirroring()),
        leaf.corsPolicy() == null ? root.corsPolicy() : leaf.corsPolicy(),
        leaf.headers() == null ? root.headers() : leaf.headers(),
        leaf.session());
  }

  /// An answer is given before anything is forwarded, but after a redirect.
  private static RouteAction action(
      RouteAction.@Nullable DirectResponse response, RouteAction leaf) {
    return response != null && leaf instanceof RouteAction.Forward ? response : leaf;
  }

  /// Each field on its own, so a share of the one may go with a receiver of the other.
  private static Mirroring mirroring(Mirroring root, Mirroring leaf) {
    return new Mirroring(
        leaf.mirror() == null ? root.mirror() : leaf.mirror(),
        leaf.percentage() == null ? root.percentage() : leaf.percentage(),
        leaf.percent() == null ? root.percent() : leaf.percent(),
        leaf.mirrors().isEmpty() ? root.mirrors() : leaf.mirrors());
  }
}
