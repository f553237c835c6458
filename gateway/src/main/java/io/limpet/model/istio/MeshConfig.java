package io.limpet.model.istio;

import io.limpet.model.istio.ConnectionPool.Keepalive;
import io.limpet.model.istio.ConnectionPool.UpgradePolicy;
import io.limpet.model.istio.LoadBalancer.LocalitySetting;
import io.limpet.model.istio.LoadBalancer.ZoneAwareSetting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of the mesh that touch a gateway (Istio's `mesh/v1alpha1/config.proto`), with
/// istiod's defaults for what is not written.
///
/// `rootNamespace` is empty where not written: istiod's own then. `outboundClusterStatName` is a
/// pattern, empty for none.
public record MeshConfig(
    String accessLogFile,
    String accessLogFormat,
    AccessLogEncoding accessLogEncoding,
    boolean disableEnvoyListenerLog,
    boolean enableTracing,
    ProxyConfig defaultConfig,
    Normalization pathNormalization,
    Duration connectTimeout,
    @Nullable Keepalive tcpKeepalive,
    HttpRoute.@Nullable Retries defaultHttpRetryPolicy,
    @Nullable TrafficPolicy defaultTrafficPolicy,
    LocalitySetting localityLbSetting,
    @Nullable ZoneAwareSetting zoneAwareLbSetting,
    UpgradePolicy h2UpgradePolicy,
    Duration dnsRefreshRate,
    String rootNamespace,
    String trustDomain,
    List<String> trustDomainAliases,
    ExportTo exportTo,
    Tls meshMtls,
    Tls tlsDefaults,
    boolean verifyCertificateAtClient,
    boolean enableAutoMtls,
    String outboundClusterStatName,
    List<ExtensionProvider> extensionProviders,
    DefaultProviders defaultProviders,
    List<NamespaceSelector> discoverySelectors) {
  /// What holds where nothing is written.
  public static final MeshConfig DEFAULT = MeshConfigReader.defaults();

  /// Extension providers that are there without being written.
  public static final Set<String> BUILT_IN_PROVIDERS = Set.of("envoy", "prometheus", "stackdriver");

  public MeshConfig {
    trustDomainAliases = List.copyOf(trustDomainAliases);
    extensionProviders = List.copyOf(extensionProviders);
    discoverySelectors = List.copyOf(discoverySelectors);
  }

  /// The same for a proxy that has a configuration of its own.
  public MeshConfig with(ProxyConfig config) {
    return new MeshConfig(
        accessLogFile,
        accessLogFormat,
        accessLogEncoding,
        disableEnvoyListenerLog,
        enableTracing,
        config,
        pathNormalization,
        connectTimeout,
        tcpKeepalive,
        defaultHttpRetryPolicy,
        defaultTrafficPolicy,
        localityLbSetting,
        zoneAwareLbSetting,
        h2UpgradePolicy,
        dnsRefreshRate,
        rootNamespace,
        trustDomain,
        trustDomainAliases,
        exportTo,
        meshMtls,
        tlsDefaults,
        verifyCertificateAtClient,
        enableAutoMtls,
        outboundClusterStatName,
        extensionProviders,
        defaultProviders,
        discoverySelectors);
  }

  public enum AccessLogEncoding {
    TEXT,
    JSON
  }

  /// What is done to a path before it is matched. DEFAULT is BASE.
  public enum Normalization {
    DEFAULT,
    NONE,
    BASE,
    MERGE_SLASHES,
    DECODE_AND_MERGE_SLASHES
  }

  /// Who sees what says nothing of it; an empty list is everyone.
  public record ExportTo(
      List<String> services, List<String> virtualServices, List<String> destinationRules) {
    public ExportTo {
      services = List.copyOf(services);
      virtualServices = List.copyOf(virtualServices);
      destinationRules = List.copyOf(destinationRules);
    }
  }

  /// TLS where a resource says nothing. Empty is not written.
  public record Tls(String minProtocolVersion, List<String> ecdhCurves, List<String> cipherSuites) {
    static final Tls NONE = new Tls("", List.of(), List.of());

    public Tls {
      ecdhCurves = List.copyOf(ecdhCurves);
      cipherSuites = List.copyOf(cipherSuites);
    }
  }

  /// Names of extension providers.
  public record DefaultProviders(
      List<String> tracing, List<String> metrics, List<String> accessLogging) {
    static final DefaultProviders NONE = new DefaultProviders(List.of(), List.of(), List.of());

    public DefaultProviders {
      tracing = List.copyOf(tracing);
      metrics = List.copyOf(metrics);
      accessLogging = List.copyOf(accessLogging);
    }
  }
}
