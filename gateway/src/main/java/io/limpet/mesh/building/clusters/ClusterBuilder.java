package io.limpet.mesh.building.clusters;

import io.limpet.mesh.Cluster;
import io.limpet.mesh.Cluster.Balance;
import io.limpet.mesh.Cluster.Discovery;
import io.limpet.mesh.Cluster.ProxyProtocol.Version;
import io.limpet.mesh.EndpointGroup;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Route.ConfigSource;
import io.limpet.mesh.SessionPolicy;
import io.limpet.mesh.building.instances.Instance;
import io.limpet.mesh.building.instances.ServiceInstances.Where;
import io.limpet.mesh.building.rules.DestinationRules;
import io.limpet.mesh.building.rules.DestinationRules.Rule;
import io.limpet.mesh.building.rules.EffectivePolicy;
import io.limpet.mesh.building.services.ClusterNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.MeshService.Port;
import io.limpet.mesh.building.services.MeshService.Resolution;
import io.limpet.mesh.building.services.PortProtocol;
import io.limpet.model.OrderedMap;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.TrafficPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The clusters of a service: one for each port, and one for each port and subset
/// (`buildOutboundClusters` in Istio's `pilot/pkg/networking/core/cluster.go`).
public final class ClusterBuilder {
  private final MeshOptions options;
  private final DestinationRules rules;
  private final BalanceChoice balances;
  private final EjectionBuilder ejections;
  private final LocalityChoice localities;
  private final UpstreamTlsBuilder tls;
  private final ConnectionLimits connections;

  public ClusterBuilder(MeshOptions options, DestinationRules rules) {
    this.options = options;
    this.rules = rules;
    this.balances = new BalanceChoice(options);
    this.ejections = new EjectionBuilder(options);
    this.localities = new LocalityChoice(options);
    this.tls = new UpstreamTlsBuilder(options);
    this.connections = new ConnectionLimits(options);
  }

  /// A cluster, and what tells its endpoints from the service's others.
  record Built(
      Cluster cluster,
      Port port,
      Map<String, String> labels,
      LocalityRule locality,
      boolean sendsUnhealthy) {
    Built {
      labels = OrderedMap.copyOf(labels);
    }

    /// Its endpoints, among the service's instances. It gets those that are not ready where it
    /// wants to know of them.
    EndpointGroup endpoints(List<Instance> instances, Where where) {
      List<Instance> wanted = new ArrayList<>(instances.size());
      for (Instance each : instances) {
        if (each.portName().equals(port.name())
            && (each.ready() || sendsUnhealthy)
            && (labels.isEmpty() || each.labels().entrySet().containsAll(labels.entrySet()))) {
          wanted.add(each);
        }
      }
      return new EndpointGroup(cluster.name(), locality.apply(wanted, where));
    }

    Built with(Cluster.Discovery discovery) {
      return new Built(cluster.with(discovery), port, labels, locality, sendsUnhealthy);
    }
  }

  /// What is one cluster: a port, and a subset or none.
  private record Part(MeshService service, Port port, DestinationRule.@Nullable Subset subset) {
    String subsetName() {
      return subset == null ? "" : subset.name();
    }

    String name() {
      return ClusterNames.outbound(port.number(), subsetName(), service.host());
    }

    EffectivePolicy policy(@Nullable Rule rule, @Nullable TrafficPolicy ofMesh) {
      EffectivePolicy own =
          subset == null || rule == null
              ? EffectivePolicy.of(rule, port.number())
              : EffectivePolicy.of(rule, subset, port.number());
      return own.over(ofMesh);
    }
  }

  /// What a service's clusters may know of its endpoints: the identities that certificates may
  /// have, and those behind names that the gateway itself resolves.
  interface Behind {
    List<String> accounts();

    EndpointGroup group(Built built);
  }

  List<Built> clusters(MeshService service, Behind behind) {
    List<Built> built = new ArrayList<>();
    if (service.resolution() == Resolution.ALIAS) {
      return built;
    }
    Rule rule = rules.find(service).orElse(null);
    for (Port port : service.ports()) {
      if (port.protocol() == PortProtocol.UDP) {
        continue;
      }
      if (service.resolution() == Resolution.DYNAMIC_DNS) {
        if (tellsHost(port)) {
          built.add(forward(new Part(service, port, null), rule, behind));
        }
        continue;
      }
      built(new Part(service, port, null), rule, behind).ifPresent(built::add);
      if (rule != null) {
        for (DestinationRule.Subset subset : rule.subsets().values()) {
          built(new Part(service, port, subset), rule, behind).ifPresent(built::add);
        }
      }
    }
    return built;
  }

  /// Whether the host is told where it can be looked up.
  private static boolean tellsHost(Port port) {
    return port.protocol().http() || port.protocol() == PortProtocol.TLS;
  }

  /// One for hosts that each request names. It has no endpoints to balance, and no subsets
  /// (`buildDFPCluster` in Istio's `core/cluster_builder.go`).
  private Built forward(Part part, @Nullable Rule rule, Behind behind) {
    EffectivePolicy policy = part.policy(rule, options.meshConfig().defaultTrafficPolicy());
    Chosen chosen = new Chosen(new Balance.Passthrough(), LocalityRule.Alike.NONE, null, behind);
    Cluster cluster = cluster(part, rule, policy, chosen);
    boolean unverified =
        policy.tls() != null && Boolean.TRUE.equals(policy.tls().insecureSkipVerify());
    return new Built(cluster, part.port(), Map.of(), LocalityRule.Alike.NONE, false)
        .with(new Discovery.Forward(ClusterNames.dnsCache(part.service()), unverified));
  }

  /// Whether the service's clusters themselves change with its endpoints.
  boolean dependOnEndpoints(MeshService service) {
    if (service.resolution() != Resolution.STATIC) {
      return true;
    }
    Rule rule = rules.find(service).orElse(null);
    return rule != null
        && service.ports().stream()
            .flatMap(port -> policies(service, port, rule))
            .anyMatch(each -> UpstreamTlsBuilder.dependsOnAccounts(each.tls(), service));
  }

  private static Stream<EffectivePolicy> policies(MeshService service, Port port, Rule rule) {
    return Stream.concat(
        Stream.of(new Part(service, port, null).policy(rule, null)),
        rule.subsets().values().stream()
            .map(subset -> new Part(service, port, subset).policy(rule, null)));
  }

  /// Nothing for names without endpoints, which istiod counts in a metric and leaves out.
  private Optional<Built> built(Part part, @Nullable Rule rule, Behind behind) {
    EffectivePolicy policy = part.policy(rule, options.meshConfig().defaultTrafficPolicy());
    MeshService service = part.service();
    Balance balance = balances.of(policy.loadBalancer());
    LocalityRule written = localities.of(service, policy, balance instanceof Balance.Hashed);
    LocalityRule locality = isDns(service) ? written.forNames() : written;
    Integer panic = ejections.panicPercent(service, policy.outlierDetection());
    Built made =
        new Built(
            cluster(part, rule, policy, new Chosen(balance, locality, panic, behind)),
            part.port(),
            part.subset() == null ? Map.of() : part.subset().labels(),
            locality,
            ejections.sendsUnhealthy(service, policy.outlierDetection()));
    return isDns(service) ? behindNames(made, service, behind) : Optional.of(made);
  }

  private Optional<Built> behindNames(Built made, MeshService service, Behind behind) {
    EndpointGroup names = behind.group(made);
    if (names.localities().isEmpty()) {
      return Optional.empty();
    }
    if (made.cluster().balance() instanceof Balance.Passthrough) {
      return Optional.of(made);
    }
    Discovery dns =
        new Discovery.Dns(isLogical(service, names), names, options.meshConfig().dnsRefreshRate());
    return Optional.of(made.with(dns));
  }

  /// Envoy refuses a cluster of one answer that asks for several names; all their answers are the
  /// nearest.
  private boolean isLogical(MeshService service, EndpointGroup named) {
    long names = named.localities().stream().mapToLong(each -> each.endpoints().size()).sum();
    return service.resolution() == Resolution.DNS_ROUND_ROBIN
        && (names == 1 || !options.has(Fix.REFUSED_VALUES));
  }

  private static boolean isDns(MeshService service) {
    return service.resolution() == Resolution.DNS
        || service.resolution() == Resolution.DNS_ROUND_ROBIN;
  }

  private record Chosen(
      Balance balance, LocalityRule locality, @Nullable Integer panicPercent, Behind behind) {}

  private Cluster cluster(Part part, @Nullable Rule rule, EffectivePolicy policy, Chosen chosen) {
    MeshService service = part.service();
    boolean session = service.session() instanceof SessionPolicy.Pinned;
    boolean passthrough = chosen.balance() instanceof Balance.Passthrough;
    return new Cluster(
        part.name(),
        statName(part),
        new Cluster.Service(service.host(), service.name(), service.namespace()),
        part.subsetName(),
        rule == null ? null : source(rule.first()),
        service.external() && part.subset() == null,
        passthrough ? new Discovery.OriginalDestination() : new Discovery.Endpoints(),
        chosen.balance(),
        session && overridesHealth(service, part),
        session && options.has(Fix.RETRY_REPINS),
        chosen.panicPercent(),
        localities.inCluster(chosen.locality(), policy),
        connections.limits(policy),
        ejections.of(policy.outlierDetection()),
        connections.upstream(policy.connectionPool(), part.port()),
        tls.of(policy.tls(), service, part.name(), chosen.behind()),
        overridesAlpn(policy),
        proxyProtocol(service, policy));
  }

  private String statName(Part part) {
    String pattern = options.meshConfig().outboundClusterStatName();
    return pattern.isEmpty()
        ? part.name()
        : ClusterNames.stat(pattern, part.service(), part.port(), part.subsetName());
  }

  private Cluster.@Nullable ProxyProtocol proxyProtocol(
      MeshService service, EffectivePolicy policy) {
    boolean automaticTls = options.compatIstio() && !service.external() && policy.tls() == null;
    return switch (policy.proxyProtocol()) {
      case null -> null;
      case V1 -> new Cluster.ProxyProtocol(Version.V1, automaticTls);
      case V2 -> new Cluster.ProxyProtocol(Version.V2, automaticTls);
    };
  }

  private static boolean overridesAlpn(EffectivePolicy policy) {
    return policy.tls() != null
        && switch (policy.tls().mode()) {
          case SIMPLE, MUTUAL -> true;
          case DISABLE, ISTIO_MUTUAL -> false;
        };
  }

  private static ConfigSource source(DestinationRule rule) {
    return new ConfigSource(
        "destination-rule", rule.metadata().namespace(), rule.metadata().name());
  }

  /// Istio 1.18 began to do so; header sessions count since 1.24; subset clusters never did.
  private boolean overridesHealth(MeshService service, Part part) {
    boolean cookie = service.pinnedByCookie();
    boolean known = options.istioVersion().atLeast(cookie ? 18 : 24);
    boolean header = !cookie && options.has(Fix.HEADER_DRAIN);
    return (known || header) && (part.subset() == null || options.has(Fix.SUBSET_DRAIN));
  }
}
