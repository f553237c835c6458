package io.limpet.mesh;

import io.limpet.mesh.Cluster.Balance;
import io.limpet.mesh.Cluster.Ejection;
import io.limpet.mesh.DestinationRules.Rule;
import io.limpet.mesh.MeshService.Port;
import io.limpet.mesh.Route.ConfigSource;
import io.limpet.model.OrderedMap;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.LoadBalancer;
import io.limpet.model.istio.LoadBalancer.LocalitySetting;
import io.limpet.model.istio.LoadBalancer.Simple;
import io.limpet.model.istio.TrafficPolicy.OutlierDetection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The clusters of a service: one for each port, and one for each port and subset
/// (`buildOutboundClusters` in Istio's `pilot/pkg/networking/core/cluster.go`).
final class ClusterBuilder {
  private final MeshOptions options;
  private final DestinationRules rules;
  private final HashPolicy hashes;

  ClusterBuilder(MeshOptions options, DestinationRules rules) {
    this.options = options;
    this.rules = rules;
    this.hashes = new HashPolicy(options);
  }

  /// A cluster, and what tells its endpoints from the service's others.
  record Built(Cluster cluster, Port port, Map<String, String> labels, LocalityRule locality) {
    Built {
      labels = OrderedMap.copyOf(labels);
    }
  }

  /// What is one cluster: a port, and a subset or none.
  private record Part(MeshService service, Port port, DestinationRule.@Nullable Subset subset) {
    String subsetName() {
      return subset == null ? "" : subset.name();
    }
  }

  static String name(int port, String subset, String host) {
    return "outbound|" + port + "|" + subset + "|" + host;
  }

  List<Built> clusters(MeshService service) {
    List<Built> built = new ArrayList<>();
    if (!service.externalName().isEmpty()) {
      return built;
    }
    Optional<Rule> rule = rules.find(service);
    for (Port port : service.ports()) {
      built.add(build(new Part(service, port, null), rule.orElse(null)));
      rule.ifPresent(
          found ->
              found
                  .subsets()
                  .values()
                  .forEach(subset -> built.add(build(new Part(service, port, subset), found))));
    }
    return built;
  }

  private Built build(Part part, @Nullable Rule rule) {
    int port = part.port().number();
    EffectivePolicy policy =
        part.subset() == null || rule == null
            ? EffectivePolicy.of(rule, port)
            : EffectivePolicy.of(rule, part.subset(), port);
    LocalityRule locality = locality(policy);
    Cluster cluster = cluster(part, rule, policy, locality);
    return new Built(
        cluster,
        part.port(),
        part.subset() == null ? Map.of() : part.subset().labels(),
        cluster.balance() instanceof Balance.Hashed ? ofHashed(policy, locality) : locality);
  }

  private Cluster cluster(
      Part part, @Nullable Rule rule, EffectivePolicy policy, LocalityRule locality) {
    MeshService service = part.service();
    boolean session = service.session() instanceof SessionPolicy.Pinned;
    return new Cluster(
        name(part.port().number(), part.subsetName(), service.host()),
        new Cluster.Service(service.host(), service.name(), service.namespace()),
        part.subsetName(),
        rule == null ? null : source(rule.first()),
        service.external(),
        balance(policy.loadBalancer()),
        session && overridesHealth(service, part),
        session && options.has(Fix.RETRY_REPINS),
        panicPercent(policy.outlierDetection()),
        locality.weighs(),
        ConnectionLimits.limits(policy),
        ejection(policy.outlierDetection()),
        ConnectionLimits.upstream(policy.connectionPool(), part.port()),
        UpstreamTls.of(policy.tls()));
  }

  private static ConfigSource source(DestinationRule rule) {
    return new ConfigSource(
        "destination-rule", rule.metadata().namespace(), rule.metadata().name());
  }

  /// Istio 1.18 began to do so; header sessions count since 1.24; subset clusters never did.
  private boolean overridesHealth(MeshService service, Part part) {
    boolean cookie = isCookie(service.session());
    boolean known = options.istioVersion().atLeast(cookie ? 18 : 24);
    boolean header = !cookie && options.has(Fix.HEADER_DRAIN);
    return (known || header) && (part.subset() == null || options.has(Fix.SUBSET_DRAIN));
  }

  static boolean isCookie(SessionPolicy session) {
    return session instanceof SessionPolicy.Pinned(var carrier)
        && carrier instanceof io.limpet.session.TokenCarrier.Cookie;
  }

  private Balance balance(@Nullable LoadBalancer loadBalancer) {
    Optional<SessionPolicy.Hashed> hashed = hashes.of(loadBalancer);
    if (hashed.isPresent()) {
      return new Balance.Hashed(hashed.get().table());
    }
    Cluster.@Nullable SlowStart slowStart = slowStart(loadBalancer);
    boolean turn = options.has(Fix.LEAST_REQUEST_TURN);
    if (loadBalancer == null || !(loadBalancer.policy() instanceof Simple(var kind))) {
      return new Balance.LeastRequest(slowStart, turn);
    }
    return switch (kind) {
      case UNSPECIFIED, LEAST_CONN, LEAST_REQUEST -> new Balance.LeastRequest(slowStart, turn);
      case ROUND_ROBIN -> new Balance.RoundRobin(slowStart);
      case RANDOM -> new Balance.Random();
      case PASSTHROUGH -> new Balance.Passthrough();
    };
  }

  /// 1.0 and 10 % are what Istio writes for what is not written.
  private static Cluster.@Nullable SlowStart slowStart(@Nullable LoadBalancer loadBalancer) {
    return switch (loadBalancer == null ? null : loadBalancer.warmup()) {
      case null -> null;
      case LoadBalancer.PlainWarmup(var window) -> new Cluster.SlowStart(window, null);
      case LoadBalancer.GradualWarmup(var window, var minimum, var aggression) ->
          new Cluster.SlowStart(
              window,
              new Cluster.Gradual(
                  aggression == null ? 1.0 : aggression, minimum == null ? 10.0 : minimum));
    };
  }

  /// With endpoints that are not ready in EDS, panic would send requests to them
  /// (`core/cluster_traffic_policy.go`).
  private @Nullable Integer panicPercent(@Nullable OutlierDetection detection) {
    if (options.on(Feature.PILOT_SEND_UNHEALTHY_ENDPOINTS)) {
      return 0;
    }
    if (detection != null) {
      return detection.minHealthPercent();
    }
    return options.sendsUnhealthy() ? 0 : null;
  }

  private static @Nullable Ejection ejection(@Nullable OutlierDetection detection) {
    return detection == null
        ? null
        : new Ejection(
            detection.consecutive5xxErrors(),
            detection.consecutiveGatewayErrors(),
            detection.consecutiveLocalOriginFailures(),
            detection.splitExternalLocalOriginErrors(),
            detection.interval(),
            detection.baseEjectionTime(),
            detection.maxEjectionPercent(),
            detection.outlierDetectionHttpErrorCodes());
  }

  /// The mesh's own setting is `enabled: true`, so outlier detection alone switches failover on.
  private static LocalityRule locality(EffectivePolicy policy) {
    LocalitySetting setting =
        policy.loadBalancer() == null ? null : policy.loadBalancer().locality();
    boolean detects = policy.outlierDetection() != null;
    if (setting == null) {
      return detects ? LocalityRule.Failover.NEAREST : new LocalityRule.Ignored();
    }
    if (Boolean.FALSE.equals(setting.enabled())) {
      return new LocalityRule.Ignored();
    }
    if (!setting.distribute().isEmpty()) {
      return new LocalityRule.Distributed(setting.distribute());
    }
    boolean explicit = !setting.failover().isEmpty() || !setting.failoverPriority().isEmpty();
    return detects
        ? new LocalityRule.Failover(setting.failover(), explicit)
        : new LocalityRule.Ignored();
  }

  /// Gateways in different zones would build different tables from priorities that are relative to
  /// their own zone.
  private LocalityRule ofHashed(EffectivePolicy policy, LocalityRule locality) {
    boolean asked = policy.loadBalancer() != null && policy.loadBalancer().locality() != null;
    return options.has(Fix.HASH_LOCALITY) && !asked ? new LocalityRule.Ignored() : locality;
  }
}
