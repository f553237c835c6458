package io.limpet.mesh.building.services;

/// What the clusters of services are called (`BuildSubsetKey` in Istio's
/// `pilot/pkg/model/service.go`).
public final class ClusterNames {
  /// Where requests go that name no service at all, which nobody but the Gateway API can write.
  public static final String UNKNOWN = "UnknownService";

  private ClusterNames() {}

  /// `outbound|80|v1|web.shop.svc.cluster.local`. An empty subset means the whole service.
  public static String outbound(int port, String subset, String host) {
    return "outbound|" + port + "|" + subset + "|" + host;
  }

  /// `outbound_.80_.v1_.web.shop.svc.cluster.local`: as a server name of Istio's mutual TLS
  /// (`BuildDNSSrvSubsetKey`).
  public static String serverName(String cluster) {
    return cluster.replace("|", "_.");
  }

  /// The name of what a service's hosts are looked up in.
  public static String dnsCache(MeshService service) {
    return service.host() + "_dfp_dns_cache";
  }

  /// The mesh's pattern (`telemetry.BuildStatPrefix` in Istio's pilot) for a part of a service.
  public static String stat(
      String pattern, MeshService service, MeshService.Port port, String subset) {
    String shortName =
        service.kubernetes() ? service.name() + "." + service.namespace() : service.host();
    return pattern
        .replace("%SERVICE%", shortName)
        .replace("%SERVICE_NAME%", service.name())
        .replace("%SERVICE_FQDN%", service.host())
        .replace("%SUBSET_NAME%", subset)
        .replace("%TARGET_PORT%", "0")
        .replace("%SERVICE_PORT%", Integer.toString(port.number()))
        .replace("%SERVICE_PORT_NAME%", port.name());
  }
}
