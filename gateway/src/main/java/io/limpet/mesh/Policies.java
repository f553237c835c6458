package io.limpet.mesh;

import io.limpet.mesh.security.CustomPolicies;
import io.limpet.mesh.security.KeySets;
import io.limpet.mesh.security.Security;
import io.limpet.mesh.security.SecurityBuilder;
import io.limpet.mesh.security.TrustDomains;
import io.limpet.mesh.security.Workload;
import io.limpet.model.Kind;
import io.limpet.model.Resource;
import io.limpet.model.istio.MeshConfig;
import java.util.List;

/// The policies that are for this gateway.
final class Policies {
  private static final int NAMES_PROVIDERS_SINCE = 29;

  private final Workload workload;
  private final MeshOptions options;
  private final ResourceStore store;

  Policies(GatewayProxy proxy, MeshOptions options, ResourceStore store) {
    this.workload = new Workload(proxy.namespace(), proxy.labels(), options.rootNamespace());
    this.options = options;
    this.store = store;
  }

  Security security(KeySets keys, ServiceIndex services) {
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

  private List<Resource> chosen(Kind kind) {
    return workload.chosen(store.byAge(kind));
  }
}
