package io.limpet.mesh.building.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Problem;
import io.limpet.model.Resource;
import io.limpet.model.gatewayapi.KubernetesGateway;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Makes Istio's kinds of the Gateway API's.
public final class GatewayApi {
  private static final Comparator<Resource> BY_AGE =
      Comparator.<Resource, Instant>comparing(each -> each.metadata().createdAt())
          .thenComparing(each -> each.metadata().namespace())
          .thenComparing(each -> each.metadata().name());

  private GatewayApi() {}

  /// Whose behaviour is wanted. `experimental`: kinds that are tried out are read, as istiod does
  /// where PILOT_ENABLE_ALPHA_GATEWAY_API is on. `sessions`: `sessionPersistence` is carried out.
  /// `soundRules`: a rule that cannot be carried out answers 500, where istiod leaves out the whole
  /// route. `verifiedHostnames`: a backend's certificate must be for its policy's hostname.
  public record Behaviour(
      String domain,
      boolean compatIstio,
      boolean experimental,
      boolean sessions,
      boolean soundRules,
      boolean verifiedHostnames) {}

  /// Gateways, VirtualServices and DestinationRules, and what was refused on the way to them.
  public record Converted(List<Resource> resources, List<Problem> problems) {
    public Converted {
      resources = List.copyOf(resources);
      problems = List.copyOf(problems);
    }
  }

  /// `byAge` gives the resources of a kind, the oldest first.
  public static Converted convert(Function<Kind, List<Resource>> byAge, Behaviour behaviour) {
    List<Resource> gateways = byAge.apply(Kind.KUBERNETES_GATEWAY);
    List<Problem> problems = new ArrayList<>();
    List<Resource> resources = new ArrayList<>();
    Names names = new Names(byAge, behaviour.domain());
    BackendPolicies policies =
        new BackendPolicies(policies(byAge, behaviour, problems), names, behaviour, problems);
    resources.addAll(policies.destinationRules());
    Parents parents = new Parents();
    ListenerSets sets =
        new ListenerSets(listenerSets(byAge, behaviour, problems), gateways, problems);
    Classes classes = new Classes(behaviour, byAge.apply(Kind.GATEWAY_CLASS));
    Gateways converter = new Gateways(behaviour, names, classes, problems);
    for (Resource each : gateways) {
      if (each instanceof KubernetesGateway gateway) {
        resources.addAll(converter.convert(gateway, sets.of(gateway), parents));
      }
    }
    Routes routes = new Routes(behaviour, names, parents, policies, problems);
    resources.addAll(routes.convert(byAge.apply(Kind.HTTP_ROUTE), byAge.apply(Kind.GRPC_ROUTE)));
    ConnectionRoutes connections = new ConnectionRoutes(names, parents, problems);
    resources.addAll(connections.convert(byAge.apply(Kind.TLS_ROUTE)));
    resources.addAll(connections.convert(byAge.apply(Kind.TCP_ROUTE)));
    return new Converted(resources, problems);
  }

  /// istiod reads those of the released API alone.
  private static List<Resource> listenerSets(
      Function<Kind, List<Resource>> byAge, Behaviour behaviour, List<Problem> problems) {
    List<Resource> sets = new ArrayList<>(byAge.apply(Kind.LISTENER_SET));
    List<Resource> older = byAge.apply(Kind.X_LISTENER_SET);
    if (behaviour.compatIstio()) {
      tellUnread(older, "; write ListenerSet of gateway.networking.k8s.io", problems);
    } else {
      sets.addAll(older);
    }
    sets.sort(BY_AGE);
    return sets;
  }

  private static List<Resource> policies(
      Function<Kind, List<Resource>> byAge, Behaviour behaviour, List<Problem> problems) {
    List<Resource> policies = new ArrayList<>(byAge.apply(Kind.BACKEND_TLS_POLICY));
    List<Resource> tried = byAge.apply(Kind.BACKEND_TRAFFIC_POLICY);
    if (behaviour.experimental()) {
      policies.addAll(tried);
    } else {
      tellUnread(tried, " unless PILOT_ENABLE_ALPHA_GATEWAY_API is on; switch it on", problems);
    }
    policies.sort(BY_AGE);
    return policies;
  }

  private static void tellUnread(List<Resource> resources, String remedy, List<Problem> problems) {
    for (Resource each : resources) {
      new Refusals(each, problems)
          .warning("kind", "not-carried-out", "is not read by istiod" + remedy);
    }
  }
}
