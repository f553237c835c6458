package io.limpet.mesh.building.clusters;

import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.UpstreamTls;
import io.limpet.mesh.UpstreamTls.Certificate;
import io.limpet.mesh.UpstreamTls.SecretName;
import io.limpet.mesh.UpstreamTls.Trust;
import io.limpet.mesh.building.clusters.ClusterBuilder.Behind;
import io.limpet.mesh.building.services.ClusterNames;
import io.limpet.mesh.building.services.MeshService;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.TrafficPolicy.ClientTls;
import io.limpet.model.istio.TrafficPolicy.ClientTls.Mode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a policy's `tls` means for a cluster (`core/cluster_tls.go` in Istio's pilot).
///
/// istiod has its agent serve the files that a rule names, as secrets called by their paths; a
/// stock Envoy has no agent, so it is given the files themselves.
final class UpstreamTlsBuilder {
  /// The first of the places where Istio's agent looks for the system's authorities.
  private static final String SYSTEM_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt";

  private static final String SYSTEM = "system";

  private final boolean agent;
  private final MeshConfig.Tls defaults;

  UpstreamTlsBuilder(MeshOptions options) {
    this.agent = options.compatIstio();
    this.defaults = options.meshConfig().tlsDefaults();
  }

  /// Null for plain text. Istio's own names for its servers are made of the cluster's.
  @Nullable UpstreamTls of(
      @Nullable ClientTls tls, MeshService service, String clusterName, Behind behind) {
    if (tls == null) {
      return null;
    }
    return switch (tls.mode()) {
      case DISABLE -> null;
      case ISTIO_MUTUAL -> ofMesh(tls, clusterName, behind);
      case SIMPLE -> ofClient(tls, null, names(tls, service, behind));
      case MUTUAL -> mutual(tls, names(tls, service, behind));
    };
  }

  private UpstreamTls ofMesh(ClientTls tls, String clusterName, Behind behind) {
    return new UpstreamTls(
        true,
        new Certificate.Secret(new SecretName("default", agent)),
        new Trust.Secret(new SecretName("ROOTCA", agent), ""),
        tls.subjectAltNames().isEmpty() ? behind.accounts() : tls.subjectAltNames(),
        tls.sni().isEmpty() ? ClusterNames.serverName(clusterName) : tls.sni(),
        false,
        List.of(),
        List.of());
  }

  /// Without the files, which Istio's webhook demands, istiod speaks plain text; we show nothing.
  private @Nullable UpstreamTls mutual(ClientTls tls, List<String> names) {
    if (!tls.credentialName().isEmpty()) {
      SecretName name = credential(tls.credentialName(), "");
      return ofClient(tls, new Certificate.Secret(name), names);
    }
    if (tls.clientCertificate().isEmpty() || tls.privateKey().isEmpty()) {
      return agent ? null : ofClient(tls, null, names);
    }
    Certificate files = new Certificate.Files(tls.clientCertificate(), tls.privateKey());
    String resource = "file-cert:" + tls.clientCertificate() + "~" + tls.privateKey();
    Certificate shown = agent ? new Certificate.Secret(new SecretName(resource, true)) : files;
    return ofClient(tls, shown, names);
  }

  private UpstreamTls ofClient(
      ClientTls tls, @Nullable Certificate certificate, List<String> names) {
    boolean skips = Boolean.TRUE.equals(tls.insecureSkipVerify());
    return new UpstreamTls(
        false,
        certificate,
        skips ? new Trust.Anyone(agent && tls.credentialName().isEmpty()) : trust(tls),
        skips ? List.of() : names,
        tls.sni(),
        tls.sni().isEmpty() && tls.subjectAltNames().isEmpty() && !skips,
        defaults.ecdhCurves(),
        defaults.cipherSuites());
  }

  private Trust trust(ClientTls tls) {
    if (!tls.credentialName().isEmpty()) {
      return new Trust.Secret(credential(tls.credentialName(), "-cacert"), "");
    }
    String written = tls.caCertificates().isEmpty() ? SYSTEM : tls.caCertificates();
    if (agent) {
      return new Trust.Secret(new SecretName("file-root:" + written, true), tls.caCrl());
    }
    return new Trust.File(written.equals(SYSTEM) ? SYSTEM_AUTHORITIES : written, tls.caCrl());
  }

  private static SecretName credential(String written, String suffix) {
    String name = written + suffix;
    return new SecretName(name.contains("://") ? name : "kubernetes://" + name, false);
  }

  /// Those of a ServiceEntry stand in for a rule's; Kubernetes has none to give.
  private static List<String> names(ClientTls tls, MeshService service, Behind behind) {
    return tls.subjectAltNames().isEmpty() && !service.kubernetes()
        ? behind.accounts()
        : tls.subjectAltNames();
  }

  /// Whether the clusters of such a policy change with what runs behind them.
  static boolean dependsOnAccounts(@Nullable ClientTls tls, MeshService service) {
    return tls != null
        && tls.subjectAltNames().isEmpty()
        && (tls.mode() == Mode.ISTIO_MUTUAL
            || (tls.mode() != Mode.DISABLE && !service.kubernetes()));
  }
}
