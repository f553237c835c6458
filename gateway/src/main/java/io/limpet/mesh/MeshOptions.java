package io.limpet.mesh;

import io.limpet.model.OrderedMap;
import io.limpet.model.istio.ConnectionSettings;
import io.limpet.model.istio.MeshConfig;
import io.limpet.model.istio.ProxyConfig.ProxyHeaders;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Whose behaviour is wanted, where servers listen, and the settings of the mesh.
///
/// `ports` maps a Gateway's server port to the ports listened on; a port that is not in it goes
/// through the Service that selects the gateway, as in Istio. `istioNamespace` is istiod's own,
/// where its ConfigMap is. `accessLog` stands before `meshConfig.accessLogFile` where it is not
/// empty. A `mesh` of null is to come from the ConfigMap: the options of a [Snapshot] have it.
/// `ignoredPolicies` are names, or `namespace/name`, of policies that close nothing though they
/// cannot be carried out.
public record MeshOptions(
    boolean compatIstio,
    IstioVersion istioVersion,
    Set<Fix> fixes,
    Map<Integer, List<Integer>> ports,
    String domain,
    String istioNamespace,
    String accessLog,
    Features features,
    @Nullable MeshConfig mesh,
    Set<String> ignoredPolicies) {
  private static final int CONNECTION_SETTINGS = 31;

  /// Limpet's own meaning of the newest Istio's configuration.
  public static final MeshOptions DEFAULT = plain(false, EnumSet.allOf(Fix.class));

  /// istiod's answers, quirks included.
  public static final MeshOptions ISTIO = plain(true, Set.of());

  public MeshOptions {
    fixes = fixes.isEmpty() ? Set.of() : Set.copyOf(fixes);
    ports = OrderedMap.copyOf(ports);
    ignoredPolicies = Set.copyOf(ignoredPolicies);
  }

  private static MeshOptions plain(boolean compatIstio, Set<Fix> fixes) {
    return new MeshOptions(
        compatIstio,
        IstioVersion.NEWEST,
        fixes,
        Map.of(),
        "cluster.local",
        "istio-system",
        "",
        Features.NONE,
        null,
        Set.of());
  }

  public boolean has(Fix fix) {
    return fixes.contains(fix);
  }

  /// The settings of the mesh.
  public MeshConfig meshConfig() {
    return mesh == null ? MeshConfig.DEFAULT : mesh;
  }

  /// How long a connection to an endpoint may take to come about.
  public Duration connectTimeout() {
    return meshConfig().connectTimeout();
  }

  /// What the mesh says of the headers that a gateway adds.
  public ProxyHeaders proxyHeaders() {
    ProxyHeaders written = meshConfig().defaultConfig().proxyHeaders();
    return written == null ? ProxyHeaders.NONE : written;
  }

  /// How a gateway deals with its clients; Istio says so since 1.31.
  public ConnectionSettings connectionSettings() {
    return istioVersion.atLeast(CONNECTION_SETTINGS)
        ? meshConfig().defaultConfig().connectionSettings().ofGateway()
        : ConnectionSettings.NONE;
  }

  /// Whose resources are for every namespace.
  public String rootNamespace() {
    String named = meshConfig().rootNamespace();
    return named.isEmpty() ? istioNamespace : named;
  }

  /// Empty for none.
  public String accessLogFile() {
    return accessLog.isEmpty() ? meshConfig().accessLogFile() : accessLog;
  }

  /// Whether one of istiod's switches is on.
  public boolean on(Feature feature) {
    return features.on(feature, istioVersion);
  }

  public String text(Feature feature) {
    return features.text(feature, istioVersion);
  }

  public double number(Feature feature) {
    return features.number(feature, istioVersion);
  }

  public Duration duration(Feature feature) {
    return features.duration(feature, istioVersion);
  }

  public MeshOptions without(Fix fix) {
    EnumSet<Fix> rest = EnumSet.noneOf(Fix.class);
    fixes.stream().filter(each -> each != fix).forEach(rest::add);
    return with(changed -> changed.fixes = rest);
  }

  public MeshOptions withVersion(IstioVersion version) {
    return with(changed -> changed.istioVersion = version);
  }

  /// `portMap` replaces the ports that were there.
  public MeshOptions withPorts(Map<Integer, List<Integer>> portMap) {
    return with(changed -> changed.ports = portMap);
  }

  public MeshOptions withAccessLog(String file) {
    return with(changed -> changed.accessLog = file);
  }

  public MeshOptions withFeatures(Features switches) {
    return with(changed -> changed.features = switches);
  }

  public MeshOptions withMeshConfig(@Nullable MeshConfig config) {
    return with(changed -> changed.mesh = config);
  }

  /// `names` replace those that were there.
  public MeshOptions withIgnoredPolicies(Set<String> names) {
    return with(changed -> changed.ignoredPolicies = names);
  }

  private MeshOptions with(Consumer<Changed> change) {
    Changed changed = new Changed(this);
    change.accept(changed);
    return new MeshOptions(
        compatIstio,
        changed.istioVersion,
        changed.fixes,
        changed.ports,
        domain,
        istioNamespace,
        changed.accessLog,
        changed.features,
        changed.mesh,
        changed.ignoredPolicies);
  }

  /// What of the options may be another.
  private static final class Changed {
    IstioVersion istioVersion;
    Set<Fix> fixes;
    Map<Integer, List<Integer>> ports;
    String accessLog;
    Features features;
    @Nullable MeshConfig mesh;
    Set<String> ignoredPolicies;

    Changed(MeshOptions from) {
      istioVersion = from.istioVersion;
      fixes = from.fixes;
      ports = from.ports;
      accessLog = from.accessLog;
      features = from.features;
      mesh = from.mesh;
      ignoredPolicies = from.ignoredPolicies;
    }
  }

  /// Whether endpoints that are not ready are sent, marked so.
  public boolean sendsUnhealthy() {
    return on(Feature.PILOT_SEND_UNHEALTHY_ENDPOINTS)
        || on(Feature.PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS);
  }
}
