package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.limpet.mesh.IstioVersion;
import io.limpet.mesh.MeshOptions;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.MessageJson.Names;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Rules of VirtualServices, as istiod was seen to translate them.
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

  private static VirtualHost host(MeshOptions options, String... texts) {
    return table(options, texts).getVirtualHosts(0);
  }

  private static RouteConfiguration table(MeshOptions options, String... texts) {
    return Objects.requireNonNull(Translation.of(options, texts).routes().get("http.8080"));
  }

  private static List<Route> routes(String http) {
    return host(MeshOptions.ISTIO, SERVICES, Shop.routes("shop", "'*'", http)).getRoutesList();
  }

  private static Route route(String http) {
    return routes(http).getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{destination: {host: a}, weight: 50}, {destination: {host: p}, weight: 50}] | none",
        "[{destination: {host: p}, weight: 50}, {destination: {host: a}, weight: 50}] | cookie",
        "[{destination: {host: a}, weight: 50}, {destination: {host: h}, weight: 50}] | cookie",
        "[{destination: {host: h}, weight: 50}, {destination: {host: a}, weight: 50}] | header",
        "[{destination: {host: a}, weight: 99}, {destination: {host: p}, weight: 0}]  | cookie",
        "[{destination: {host: a, subset: v1}}] | cookie",
        "[{destination: {host: h}}] | header",
        "[{destination: {host: p}}] | none"
      })
  void theSessionOfARouteInIstio(String destinations, String session) {
    Route route = route("[{route: " + destinations + "}]");
    String json = MessageJson.print(route, Names.PROTO);
    boolean cookie = json.contains("CookieBasedSessionState");
    boolean header = json.contains("HeaderBasedSessionState");
    assertThat(cookie ? "cookie" : header ? "header" : "none").isEqualTo(session);
  }

  @Test
  void aPortlessDestinationLosesThePortsHashInIstio() {
    RouteAction portless = route("[{route: [{destination: {host: p}}]}]").getRoute();
    assertThat(portless.getHashPolicyCount()).isZero();
    assertThat(portless.getRetryPolicy().getRetryHostPredicateCount()).isEqualTo(1);
    RouteAction exact =
        route("[{route: [{destination: {host: p, port: {number: 80}}}]}]").getRoute();
    assertThat(exact.getHashPolicy(0).getCookie().getName()).isEqualTo("SOFT");
    assertThat(exact.getHashPolicy(0).getCookie().hasTtl()).isTrue();
    assertThat(exact.getRetryPolicy().getRetryHostPredicateCount()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{attempts: 3, retryOn: 'gateway-error,503,reset'} |"
            + " gateway-error,reset,retriable-status-codes | 503 | 1",
        "{attempts: 3, retryOn: '5xx,reset'}               | 5xx,reset               |     | 1",
        "{attempts: 3, retryOn: '503, 504'}                | retriable-status-codes  | 503 | 1",
        "{attempts: 3, retryIgnorePreviousHosts: false}    |"
            + " connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes | | 0"
      })
  void retries(String retries, String on, Integer code, int predicates) {
    RouteAction action =
        route("[{retries: " + retries + ", route: [{destination: {host: h}}]}]").getRoute();
    assertThat(action.getRetryPolicy().getRetryOn()).isEqualTo(on);
    assertThat(action.getRetryPolicy().getRetriableStatusCodesList().contains(503))
        .isEqualTo(code != null);
    assertThat(action.getRetryPolicy().getRetryHostPredicateCount()).isEqualTo(predicates);
  }

  @Test
  void noAttemptsMeansNoRetryPolicy() {
    assertThat(
            route("[{retries: {attempts: 0}, route: [{destination: {host: h}}]}]")
                .getRoute()
                .hasRetryPolicy())
        .isFalse();
  }

  @Test
  void aRuleWithoutMatchEndsTheListAndHasNoCaseField() {
    List<Route> routes =
        routes(
            "[{match: [{name: m1, uri: {prefix: /x}}], route: [{destination: {host: h}}]},"
                + " {route: [{destination: {host: h}}]}, {route: [{destination: {host: a}}]}]");
    assertThat(routes).hasSize(2);
    assertThat(routes.get(0).getName()).isEqualTo(".m1");
    assertThat(routes.get(0).getMatch().getCaseSensitive().getValue()).isTrue();
    assertThat(routes.get(1).getMatch().hasCaseSensitive()).isFalse();
  }

  @Test
  void headersThatMustNotMatchCountAsEmptyWhereTheyAreMissing() {
    Route route =
        route(
            "[{match: [{withoutHeaders: {a: {regex: '*'}, b: {prefix: x}}}],"
                + " route: [{destination: {host: h}}]}]");
    var any = route.getMatch().getHeaders(0);
    assertThat(any.getPresentMatch() && any.getInvertMatch()).isTrue();
    assertThat(any.getTreatMissingHeaderAsEmpty()).isFalse();
    var prefix = route.getMatch().getHeaders(1);
    assertThat(prefix.getInvertMatch() && prefix.getTreatMissingHeaderAsEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{match: [{uri: {exact: /a}}], route: [{destination: {host: h}}]} |"
            + " h.default.svc.cluster.local:80/a",
        "{match: [{uri: {regex: /a.}}], route: [{destination: {host: h}}]} |"
            + " h.default.svc.cluster.local:80/a.",
        "{match: [{uri: {prefix: /a}}], redirect: {uri: /b}} | shop:80/a*",
        "{directResponse: {status: 204}} | shop:80/*"
      })
  void theNameOfATrace(String rule, String operation) {
    assertThat(route("[" + rule + "]").getDecorator().getOperation()).isEqualTo(operation);
  }

  @Test
  void aMirrorOfHalfAPercentIsFiveThousandInAMillion() {
    var mirror =
        route(
                "[{route: [{destination: {host: h}}], mirror: {host: p},"
                    + " mirrorPercentage: {value: 0.5}}]")
            .getRoute()
            .getRequestMirrorPolicies(0);
    assertThat(mirror.getRuntimeFraction().getDefaultValue().getNumerator()).isEqualTo(5000);
    assertThat(mirror.getDisableShadowHostSuffixAppend()).isTrue();
  }

  @Test
  void settingTheHostHeaderIsARewrite() {
    Route route =
        route(
            "[{headers: {request: {set: {host: b.example.com, x-a: '1'}}},"
                + " route: [{destination: {host: h}}]}]");
    assertThat(route.getRoute().getHostRewriteLiteral()).isEqualTo("b.example.com");
    assertThat(route.getRequestHeadersToAddCount()).isEqualTo(1);
  }

  @Test
  void aDestinationWithWeightZeroIsLeftOutOfTheSplit() {
    RouteAction action =
        route(
                "[{route: [{destination: {host: h}, weight: 100},"
                    + " {destination: {host: p}, weight: 0}]}]")
            .getRoute();
    assertThat(action.getWeightedClusters().getClustersCount()).isEqualTo(1);
  }

  @Test
  void severalServicesOnOneHostShareItWithTheRouteForEverythingLast() {
    VirtualHost host =
        host(
            MeshOptions.ISTIO,
            SERVICES,
            Shop.routes("one", "x.example.com", "[{route: [{destination: {host: a}}]}]"),
            Shop.routes(
                "two",
                "x.example.com",
                "[{match: [{uri: {prefix: /two}}], route: [{destination: {host: h}}]}]"));
    assertThat(host.getRoutesList().stream().map(each -> each.getMatch().getPrefix()))
        .containsExactly("/two", "/");
  }

  @Test
  void hostsWithTheSameRoutesAreOneInIstioAndInheritItsSession() {
    RouteConfiguration table =
        table(
            MeshOptions.ISTIO,
            SERVICES,
            Shop.routes("shop", "a, b.example.com", "[{route: [{destination: {host: a}}]}]"));
    assertThat(table.getVirtualHostsCount()).isEqualTo(1);
    assertThat(table.getVirtualHosts(0).getName()).isEqualTo("a.default.svc.cluster.local:80");
    assertThat(table.getVirtualHosts(0).getDomainsList())
        .containsExactly("a.default.svc.cluster.local", "b.example.com");
    assertThat(table.getVirtualHosts(0).getTypedPerFilterConfigCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "1.22, v1alpha3, true,  1",
    "1.23, v1alpha3, true,  0",
    "1.24, v1,       false, 0",
    "1.32, v1,       false, 0"
  })
  void routesDifferByRelease(String version, String api, boolean retries503, int predicates) {
    Route route =
        Objects.requireNonNull(ofRelease(version).routes().get("http.8080"))
            .getVirtualHosts(0)
            .getRoutes(0);
    assertThat(MessageJson.print(route.getMetadata(), Names.PROTO))
        .contains("networking.istio.io/" + api + "/");
    assertThat(route.getRoute().getRetryPolicy().getRetriableStatusCodesList().contains(503))
        .isEqualTo(retries503);
    assertThat(route.getRoute().getRetryPolicy().getRetryHostPredicateCount())
        .isEqualTo(predicates);
  }

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
