package io.limpet.model.gatewayapi;

import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An HTTPRoute, GRPCRoute, TLSRoute or TCPRoute, as `kind` says. No hostnames means every host.
public record KubernetesRoute(
    Kind kind,
    Metadata metadata,
    Origin origin,
    List<ParentReference> parents,
    List<String> hostnames,
    List<Rule> rules)
    implements Resource {
  public KubernetesRoute {
    parents = List.copyOf(parents);
    hostnames = List.copyOf(hostnames);
    rules = List.copyOf(rules);
  }

  /// The hostnames, or `*` where there are none.
  public List<String> hosts() {
    return hostnames.isEmpty() ? List.of("*") : hostnames;
  }

  /// What the route wants to be reached through; an empty section is every listener, a port of 0
  /// any.
  public record ParentReference(ObjectReference target, String sectionName, int port) {}

  /// `place` is where it is written, such as `spec.rules[0]`, `index` its number there. No match
  /// means every request. `filters` and all after `backends` are empty for TLS and TCP.
  public record Rule(
      String place,
      int index,
      String name,
      List<RouteMatch> matches,
      List<RouteFilter> filters,
      List<Backend> backends,
      Timeouts timeouts,
      @Nullable Retry retry,
      @Nullable SessionPersistence session) {
    public Rule {
      matches = List.copyOf(matches);
      filters = List.copyOf(filters);
      backends = List.copyOf(backends);
    }
  }

  /// Where requests go, and their share; `port` is 0 where not written.
  public record Backend(
      String place, ObjectReference target, int port, int weight, List<RouteFilter> filters) {
    public Backend {
      filters = List.copyOf(filters);
    }
  }

  public record Timeouts(@Nullable Duration request, @Nullable Duration backendRequest) {
    public static final Timeouts NONE = new Timeouts(null, null);
  }

  public record Retry(List<Integer> codes, @Nullable Integer attempts, @Nullable Duration backoff) {
    public Retry {
      codes = List.copyOf(codes);
    }
  }
}
