package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.MeshOptions;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What differs by release or by option; the rules are in the tables.
class RoutesTest {
  private static final String SERVICES =
      Shop.GATEWAY
          + Shop.cookieService("a", "sess")
          + Shop.headerService("h", "x-sess")
          + Shop.service("p", "labels: {}")
          + Shop.rule("a", "default", "{host: a, subsets: [{name: v1, labels: {version: v1}}]}")
          + Shop.rule(
              "p",
              "default",
              "{host: p, trafficPolicy: {portLevelSettings: [{port: {number: 80}, loadBalancer:"
                  + " {consistentHash: {httpCookie: {name: SOFT, ttl: 0s}}}}]}}");

  @ParameterizedTest
  @CsvSource({"1.28, true, false", "1.29, false, false", "1.30, false, false", "1.31, false, true"})
  void clustersDifferByRelease(String version, boolean tracksRemaining, boolean noPanic) {
    var cluster =
        Objects.requireNonNull(
            ofRelease(version).clusters().get("outbound|80||p.default.svc.cluster.local"));
    assertThat(cluster.getCircuitBreakers().getThresholds(0).getTrackRemaining())
        .isEqualTo(tracksRemaining);
    assertThat(cluster.getCommonLbConfig().hasHealthyPanicThreshold()).isEqualTo(noPanic);
  }

  private static Resources ofRelease(String version) {
    return Translation.of(
        MeshOptions.ISTIO.withVersion(IstioVersion.parse(version)),
        SERVICES,
        Shop.routes("shop", "'*'", "[{route: [{destination: {host: p, port: {number: 80}}}]}]"));
  }

  @Test
  void severalPortsMayListenForOneServer() {
    MeshOptions options = MeshOptions.DEFAULT.withPorts(Map.of(80, List.of(8080, 80)));
    Resources resources =
        Translation.of(
            options, SERVICES, Shop.routes("shop", "'*'", "[{route: [{destination: {host: h}}]}]"));
    assertThat(resources.listeners()).containsOnlyKeys("0.0.0.0_80", "0.0.0.0_8080");
    resources
        .routes()
        .values()
        .forEach(table -> assertThat(table.getVirtualHosts(0).getName()).isEqualTo("*:80"));
  }
}
