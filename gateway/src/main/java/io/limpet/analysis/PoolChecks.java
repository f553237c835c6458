package io.limpet.analysis;

import io.limpet.mesh.building.services.MeshService;
import io.limpet.mesh.building.services.PortProtocol;
import io.limpet.model.istio.ConnectionPool;
import io.limpet.model.istio.ConnectionPool.UpgradePolicy;
import io.limpet.model.istio.DestinationRule;
import io.limpet.model.istio.TrafficPolicy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Settings of HTTP/2 in DestinationRules whose Services are spoken to in HTTP/1.1.
final class PoolChecks {
  private final MeshService service;
  private final UpgradePolicy mesh;
  private final Findings findings;

  private PoolChecks(MeshService service, UpgradePolicy mesh, Findings findings) {
    this.service = service;
    this.mesh = mesh;
    this.findings = findings;
  }

  /// A rule for several Services, or for none, is not looked at.
  static void check(DestinationRule rule, Known known, Findings findings) {
    known
        .service(known.resolve(rule.host(), rule.metadata().namespace()))
        .map(each -> new PoolChecks(each, known.options().meshConfig().h2UpgradePolicy(), findings))
        .ifPresent(checks -> checks.check(rule));
  }

  private void check(DestinationRule rule) {
    check(rule.trafficPolicy(), "spec.trafficPolicy");
    for (int i = 0; i < rule.subsets().size(); i++) {
      check(rule.subsets().get(i).trafficPolicy(), "spec.subsets[" + i + "].trafficPolicy");
    }
  }

  private void check(@Nullable TrafficPolicy policy, String field) {
    if (policy == null) {
      return;
    }
    check(policy.connectionPool(), service.ports(), field);
    for (int i = 0; i < policy.portLevelSettings().size(); i++) {
      TrafficPolicy.PortPolicy own = policy.portLevelSettings().get(i);
      List<MeshService.Port> port =
          service.ports().stream().filter(each -> each.number() == own.port()).toList();
      String place = field + ".portLevelSettings[" + i + "]";
      check(own.connectionPool(), port, place);
      checkRelayed(own.connectionPool(), port, place + ".connectionPool.tcp");
    }
  }

  /// Connections that are relayed last as the whole rule says (`core/networkfilter.go` in Istio's
  /// pilot).
  private void checkRelayed(
      @Nullable ConnectionPool pool, List<MeshService.Port> ports, String field) {
    ConnectionPool.Tcp tcp = pool == null ? null : pool.tcp();
    boolean times =
        tcp != null && (tcp.idleTimeout() != null || tcp.maxConnectionDuration() != null);
    if (times && ports.stream().anyMatch(port -> port.protocol() == PortProtocol.TCP)) {
      findings.warning(
          field,
          "no-effect",
          "has times for a port of TCP, and connections that are relayed follow those of"
              + " spec.trafficPolicy only; write them there");
    }
  }

  private void check(@Nullable ConnectionPool pool, List<MeshService.Port> ports, String policy) {
    ConnectionPool.Http http = pool == null ? null : pool.http();
    if (http == null || ports.stream().anyMatch(port -> inHttp2(http, port))) {
      return;
    }
    if (http.maxConcurrentStreams() > 0) {
      noEffect(http, policy + ".connectionPool.http.maxConcurrentStreams");
    }
    if (http.http2KeepAlive() != null) {
      noEffect(http, policy + ".connectionPool.http.http2KeepAlive");
    }
  }

  /// In the caller's protocol istiod leaves the options of HTTP/2 as they are.
  private boolean inHttp2(ConnectionPool.Http http, MeshService.Port port) {
    if (http.useClientProtocol()) {
      return false;
    }
    return port.http2()
        || switch (http.h2UpgradePolicy()) {
          case UPGRADE -> true;
          case DO_NOT_UPGRADE -> false;
          case DEFAULT -> mesh == UpgradePolicy.UPGRADE && port.protocol().http();
        };
  }

  private void noEffect(ConnectionPool.Http http, String field) {
    findings.warning(
        field,
        "no-effect",
        http.useClientProtocol()
            ? "has no effect beside useClientProtocol; remove one of the two"
            : "has no effect, as no port of "
                + service.host()
                + " that it is for is spoken to in HTTP/2; name the port grpc or http2, or write"
                + " h2UpgradePolicy: UPGRADE");
  }
}
