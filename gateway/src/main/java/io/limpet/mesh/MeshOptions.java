package io.limpet.mesh;

import io.limpet.model.OrderedMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is chosen outside the resources: whose behaviour, and where servers listen.
///
/// `ports` maps a Gateway's server port to the ports listened on; a port that is not in it goes
/// through the Service that selects the gateway, as in Istio. `accessLogFile` is `meshConfig`'s:
/// empty for none.
public record MeshOptions(
    boolean compatIstio,
    IstioVersion istioVersion,
    Set<Fix> fixes,
    Map<Integer, List<Integer>> ports,
    String domain,
    String rootNamespace,
    String accessLogFile) {
  /// Limpet's own meaning of the newest Istio's configuration.
  public static final MeshOptions DEFAULT =
      new MeshOptions(
          false,
          IstioVersion.NEWEST,
          EnumSet.allOf(Fix.class),
          Map.of(),
          "cluster.local",
          "istio-system",
          "");

  /// istiod's answers, quirks included.
  public static final MeshOptions ISTIO =
      new MeshOptions(
          true, IstioVersion.NEWEST, Set.of(), Map.of(), "cluster.local", "istio-system", "");

  public MeshOptions {
    fixes = fixes.isEmpty() ? Set.of() : Set.copyOf(fixes);
    ports = OrderedMap.copyOf(ports);
  }

  public boolean has(Fix fix) {
    return fixes.contains(fix);
  }

  public MeshOptions without(Fix fix) {
    EnumSet<Fix> rest = EnumSet.noneOf(Fix.class);
    fixes.stream().filter(each -> each != fix).forEach(rest::add);
    return new MeshOptions(
        compatIstio, istioVersion, rest, ports, domain, rootNamespace, accessLogFile);
  }

  public MeshOptions withVersion(IstioVersion version) {
    return new MeshOptions(
        compatIstio, version, fixes, ports, domain, rootNamespace, accessLogFile);
  }

  /// `portMap` replaces the ports that were there.
  public MeshOptions withPorts(Map<Integer, List<Integer>> portMap) {
    return new MeshOptions(
        compatIstio, istioVersion, fixes, portMap, domain, rootNamespace, accessLogFile);
  }

  public MeshOptions withAccessLog(String file) {
    return new MeshOptions(compatIstio, istioVersion, fixes, ports, domain, rootNamespace, file);
  }

  /// Whether endpoints that are not ready are sent, marked so
  /// (`PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS`, on since 1.31).
  boolean sendsUnhealthy() {
    return istioVersion.atLeast(31);
  }
}
