package io.limpet.mesh.building.policies;

import io.limpet.mesh.Feature;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.services.ServiceIndex;
import io.limpet.mesh.security.KeySets;
import io.limpet.mesh.security.Security;
import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.PolicyTarget;
import io.limpet.model.istio.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The policies that are for this gateway.
public final class Policies {
  private static final int NAMES_PROVIDERS_SINCE = 29;

  private final Workload workload;
  private final MeshOptions options;
  private final ResourceStore store;

  public Policies(GatewayProxy proxy, MeshOptions options, ResourceStore store) {
    this.workload = new Workload(proxy.namespace(), proxy.labels(), options.rootNamespace());
    this.options = options;
    this.store = store;
  }

  public Security security(KeySets keys, ServiceIndex services) {
    MeshConfig mesh = options.meshConfig();
    return new SecurityBuilder(
            new TrustDomains(mesh.trustDomain(), mesh.trustDomainAliases()),
            new SecurityBuilder.Ignored(options.ignoredPolicies()),
            new CustomPolicies.Delegation(
                new Authorizers(mesh, services).all(),
                options.on(Feature.PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS),
                options.istioVersion().atLeast(NAMES_PROVIDERS_SINCE),
                options.compatIstio()))
        .build(chosen(Kind.AUTHORIZATION_POLICY), chosen(Kind.REQUEST_AUTHENTICATION), keys);
  }

  /// What the mesh's settings and the Telemetries for the gateway say.
  public Reporting reporting(ServiceIndex services) {
    Backends backends = new Backends(services);
    String service = workload.labels().getOrDefault("app", "istio-proxy");
    return new ReportingBuilder(
            options.meshConfig(), service + "." + workload.namespace(), backends::place)
        .build(telemetries());
  }

  /// The oldest for all of the root namespace, the oldest for all of the gateway's own, and those
  /// that choose the gateway (`applicableTelemetries` in `pilot/pkg/model/telemetry.go`).
  private List<Telemetry> telemetries() {
    List<Telemetry> all = store.byAge(Kind.TELEMETRY).stream().map(Telemetry.class::cast).toList();
    List<Telemetry> chosen = new ArrayList<>();
    Set<String> namespaces = new LinkedHashSet<>();
    namespaces.add(options.rootNamespace());
    namespaces.add(workload.namespace());
    for (String namespace : namespaces) {
      all.stream()
          .filter(each -> each.target().equals(PolicyTarget.ALL))
          .filter(each -> each.metadata().namespace().equals(namespace))
          .findFirst()
          .ifPresent(chosen::add);
    }
    all.stream()
        .filter(each -> !each.target().equals(PolicyTarget.ALL))
        .filter(each -> each.metadata().namespace().equals(workload.namespace()))
        .filter(each -> workload.isFor(each.target(), each.metadata()))
        .forEach(chosen::add);
    return chosen;
  }

  private List<Resource> chosen(Kind kind) {
    return workload.chosen(store.byAge(kind));
  }
}
