package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.limpet.mesh.Fix;
import io.limpet.mesh.MeshOptions;
import io.limpet.protos.v1.ClusterExtension;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each named fix, switched on (Limpet's default) and off.
class FixesTest {
  private static final String SHOP = "outbound|80||shop.default.svc.cluster.local";
  private static final String ALL = "[{destination: {host: shop}}]";

  private static final String[] STATES = {
    "ready: true",
    "ready: false, serving: true, terminating: true",
    "ready: false, serving: false, terminating: true",
    "ready: false, serving: false, terminating: false"
  };

  private static MeshOptions without(Fix fix) {
    return MeshOptions.DEFAULT.without(fix);
  }

  private static List<HealthStatus> health(Resources resources, String cluster) {
    return Objects.requireNonNull(resources.endpoints().get(cluster)).getEndpointsList().stream()
        .flatMap(each -> each.getLbEndpointsList().stream())
        .map(LbEndpoint::getHealthStatus)
        .toList();
  }

  private static Cluster cluster(MeshOptions options, String... texts) {
    return Objects.requireNonNull(Translation.of(options, texts).clusters().get(SHOP));
  }

  private static Route route(MeshOptions options, String... texts) {
    return Objects.requireNonNull(Translation.of(options, texts).routes().get("http.8080"))
        .getVirtualHosts(0)
        .getRoutes(0);
  }

  private static String hashed(String hash) {
    return Shop.rule(
        "shop",
        "default",
        "{host: shop, trafficPolicy: {loadBalancer: {consistentHash: " + hash + "}}}");
  }

  @Test
  void drainingEndpointsKeepHeaderSessionsToo() {
    String input = Shop.headerService("shop", "x-s") + Shop.slice("shop", STATES);
    assertThat(health(Translation.of(MeshOptions.DEFAULT, input), SHOP))
        .containsExactly(HealthStatus.HEALTHY, HealthStatus.DRAINING, HealthStatus.UNHEALTHY);
    assertThat(health(Translation.of(without(Fix.HEADER_DRAIN), input), SHOP))
        .containsExactly(HealthStatus.HEALTHY, HealthStatus.UNHEALTHY);
  }

  @Test
  void tokensMayNameDrainingEndpointsOfSubsetsToo() {
    String input =
        Shop.cookieService("shop", "sid")
            + Shop.rule("shop", "default", "{host: shop, subsets: [{name: v1, labels: {v: '1'}}]}");
    String subset = "outbound|80|v1|shop.default.svc.cluster.local";
    Cluster on = Translation.of(MeshOptions.DEFAULT, input).clusters().get(subset);
    Cluster off = Translation.of(without(Fix.SUBSET_DRAIN), input).clusters().get(subset);
    assertThat(Objects.requireNonNull(on).getCommonLbConfig().hasOverrideHostStatus()).isTrue();
    assertThat(Objects.requireNonNull(off).getCommonLbConfig().hasOverrideHostStatus()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"sticky, plain", "plain, sticky"})
  void eachDestinationOfASplitKeepsItsOwnSession(String first, String second) {
    String input =
        Shop.GATEWAY
            + Shop.cookieService("sticky", "sid")
            + Shop.service("plain", "labels: {}")
            + Shop.routeTo(
                "[{destination: {host: %s}, weight: 50}, {destination: {host: %s}, weight: 50}]"
                    .formatted(first, second));
    Route on = route(MeshOptions.DEFAULT, input);
    assertThat(on.getTypedPerFilterConfigMap()).isEmpty();
    on.getRoute()
        .getWeightedClusters()
        .getClustersList()
        .forEach(
            share ->
                assertThat(share.getTypedPerFilterConfigMap().isEmpty())
                    .isEqualTo(!share.getName().contains("sticky")));
    Route off = route(without(Fix.MIXED_WEIGHTS), input);
    assertThat(off.getTypedPerFilterConfigMap().isEmpty()).isEqualTo(first.equals("sticky"));
  }

  @Test
  void aHashedSplitSticks() {
    String input =
        Shop.GATEWAY
            + Shop.service("shop", "labels: {}")
            + Shop.rule(
                "shop",
                "default",
                "{host: shop, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: u}}},"
                    + " subsets: [{name: a, labels: {v: a}}, {name: b, labels: {v: b}}]}")
            + Shop.routeTo(
                "[{destination: {host: shop, subset: a}, weight: 9},"
                    + " {destination: {host: shop, subset: b}, weight: 1}]");
    assertThat(
            route(MeshOptions.DEFAULT, input)
                .getRoute()
                .getWeightedClusters()
                .getUseHashPolicy()
                .getValue())
        .isTrue();
    assertThat(
            route(without(Fix.MIXED_WEIGHTS), input)
                .getRoute()
                .getWeightedClusters()
                .hasUseHashPolicy())
        .isFalse();
  }

  @Test
  void aDestinationWithoutPortHasTheHashOfTheOnlyPort() {
    String input =
        Shop.GATEWAY
            + Shop.service("shop", "labels: {}")
            + Shop.rule(
                "shop",
                "default",
                "{host: shop, trafficPolicy: {portLevelSettings: [{port: {number: 80},"
                    + " loadBalancer: {consistentHash: {httpHeaderName: x-user}}}]}}")
            + Shop.routeTo(ALL);
    assertThat(route(MeshOptions.DEFAULT, input).getRoute().getHashPolicyCount()).isEqualTo(1);
    assertThat(route(without(Fix.PORTLESS_HASH), input).getRoute().getHashPolicyCount()).isZero();
  }

  @Test
  void aHashedClusterIsOneTableOverAllZonesUnlessLocalityIsAskedFor() {
    String base = Translation.file("base.yaml") + "\n---\n";
    String service = Translation.file("seed2-sticky-plain/input.yaml") + "\n---\n";
    String policy =
        "{host: sticky-svc, trafficPolicy: {outlierDetection: {consecutive5xxErrors: 5},"
            + " loadBalancer: {%s consistentHash: {httpHeaderName: x-user}}}}";
    String plain = Shop.rule("r", "default", policy.formatted(""));
    String asked =
        Shop.rule("r", "default", policy.formatted("localityLbSetting: {enabled: true},"));
    assertThat(priorities(MeshOptions.DEFAULT, base, service, plain)).containsExactly(0, 0);
    assertThat(priorities(MeshOptions.DEFAULT, base, service, asked)).containsExactly(0, 1);
    assertThat(priorities(without(Fix.HASH_LOCALITY), base, service, plain)).containsExactly(0, 1);
  }

  private static List<Integer> priorities(MeshOptions options, String... texts) {
    return Objects.requireNonNull(
            Translation.of(options, texts)
                .endpoints()
                .get("outbound|8080||sticky-svc.default.svc.cluster.local"))
        .getEndpointsList()
        .stream()
        .map(each -> each.getPriority())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{httpHeaderName: u}                                 | MAGLEV    | 65537 | RING_HASH |"
            + " 1024",
        "{httpHeaderName: u, minimumRingSize: 512}           | RING_HASH | 512   | RING_HASH | 512",
        "{httpHeaderName: u, ringHash: {}}                   | RING_HASH | 0     | RING_HASH | 0",
        "{httpHeaderName: u, ringHash: {minimumRingSize: 9}} | RING_HASH | 9     | RING_HASH | 9",
        "{httpHeaderName: u, maglev: {tableSize: 251}}       | MAGLEV    | 251   | MAGLEV    | 251"
      })
  void maglevIsTheTableWhereNoneIsNamed(
      String hash, LbPolicy policy, long size, LbPolicy istioPolicy, long istioSize) {
    String input = Shop.service("shop", "labels: {}") + hashed(hash);
    assertTable(cluster(MeshOptions.DEFAULT, input), policy, size);
    assertTable(cluster(without(Fix.HASH_DEFAULT), input), istioPolicy, istioSize);
  }

  private static void assertTable(Cluster cluster, LbPolicy policy, long size) {
    assertThat(cluster.getLbPolicy()).isEqualTo(policy);
    long actual =
        policy == LbPolicy.MAGLEV
            ? cluster.getMaglevLbConfig().getTableSize().getValue()
            : cluster.getRingHashLbConfig().getMinimumRingSize().getValue();
    assertThat(actual).isEqualTo(size);
  }

  @Test
  void onlyLimpetIsToldOfRetriesAtThePinnedEndpointAndOfTurns()
      throws InvalidProtocolBufferException {
    String input = Shop.cookieService("shop", "sid");
    assertThat(limpet(cluster(MeshOptions.DEFAULT, input))).isEqualTo(balancing(true, true));
    assertThat(limpet(cluster(without(Fix.RETRY_REPINS), input))).isEqualTo(balancing(true, false));
    assertThat(limpet(cluster(without(Fix.LEAST_REQUEST_TURN), input)))
        .isEqualTo(balancing(false, true));
    assertThat(cluster(MeshOptions.ISTIO, input).getMetadata().getTypedFilterMetadataMap())
        .isEmpty();
    assertThat(limpet(cluster(MeshOptions.DEFAULT, Shop.service("shop", "labels: {}"))))
        .isEqualTo(balancing(true, false));
  }

  private static ClusterExtension balancing(boolean turn, boolean pinnedFirst) {
    return ClusterExtension.newBuilder()
        .setLeastRequestTurn(turn)
        .setRetryPinnedFirst(pinnedFirst)
        .build();
  }

  private static ClusterExtension limpet(Cluster cluster) throws InvalidProtocolBufferException {
    return cluster
        .getMetadata()
        .getTypedFilterMetadataOrThrow("limpet")
        .unpack(ClusterExtension.class);
  }

  @Test
  void hostsWithDifferentSessionsStayApart() {
    String input =
        Shop.GATEWAY
            + Shop.cookieService("shop", "sid")
            + Shop.routes("shop", "shop, other.example.com", "[{route: " + ALL + "}]");
    assertThat(hosts(MeshOptions.DEFAULT, input))
        .containsExactly("other.example.com:80", "shop.default.svc.cluster.local:80");
    assertThat(hosts(without(Fix.VHOST_COLLAPSE), input))
        .containsExactly("shop.default.svc.cluster.local:80");
  }

  private static List<String> hosts(MeshOptions options, String input) {
    return Objects.requireNonNull(Translation.of(options, input).routes().get("http.8080"))
        .getVirtualHostsList()
        .stream()
        .map(each -> each.getName())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{useSourceIp: false}                             | LEAST_REQUEST | RING_HASH",
        "{}                                               | LEAST_REQUEST | RING_HASH",
        "{httpHeaderName: u, maglev: {tableSize: 65536}}  | MAGLEV        | MAGLEV"
      })
  void valuesThatAskForNothingAreServedAsTheNearestThatDo(String hash, LbPolicy on, LbPolicy off) {
    String input = Shop.service("shop", "labels: {}") + hashed(hash);
    MeshOptions istioTables = without(Fix.HASH_DEFAULT);
    Cluster fixed = cluster(istioTables, input);
    Cluster unfixed = cluster(istioTables.without(Fix.REFUSED_VALUES), input);
    assertThat(fixed.getLbPolicy()).isEqualTo(on);
    assertThat(unfixed.getLbPolicy()).isEqualTo(off);
    if (on == LbPolicy.MAGLEV) {
      assertThat(fixed.getMaglevLbConfig().getTableSize().getValue()).isEqualTo(65537);
      assertThat(unfixed.getMaglevLbConfig().getTableSize().getValue()).isEqualTo(65536);
    }
  }

  @Test
  void aSubsetThatNobodyDefinesIsTheWholeService() {
    String input =
        Shop.GATEWAY
            + Shop.service("shop", "labels: {}")
            + Shop.routeTo("[{destination: {host: shop, subset: v9}}]");
    assertThat(route(MeshOptions.DEFAULT, input).getRoute().getCluster()).isEqualTo(SHOP);
    assertThat(route(without(Fix.REFUSED_VALUES), input).getRoute().getCluster())
        .isEqualTo("outbound|80|v9|shop.default.svc.cluster.local");
  }

  @Test
  void aLabelThatNamesNoCookieAsksForNoSession() {
    // Kubernetes itself refuses such a value; it can only come from a file.
    String input = Shop.GATEWAY + Shop.cookieService("shop", ":/x") + Shop.routeTo(ALL);
    assertThat(route(MeshOptions.DEFAULT, input).getTypedPerFilterConfigMap()).isEmpty();
  }

  @Test
  void annotationsSayWhatACookieLabelCannotHold() throws InvalidProtocolBufferException {
    String service =
        Shop.service(
            "shop",
            "labels: {istio.io/persistent-session: sid}, annotations: {limpet.io/session-path:"
                + " /cart, limpet.io/session-ttl: 1h, limpet.io/session-attributes: 'Secure;"
                + " SameSite=Strict'}");
    String input = Shop.GATEWAY + service + Shop.routeTo(ALL);
    var cookie = cookie(route(MeshOptions.DEFAULT, input)).getCookie();
    assertThat(cookie.getPath()).isEqualTo("/cart");
    assertThat(cookie.getTtl().getSeconds()).isEqualTo(3600);
    assertThat(cookie.getAttributesList().stream().map(each -> each.getName()))
        .containsExactly("Secure", "SameSite");
    var plain = cookie(route(without(Fix.COOKIE_PATH), input)).getCookie();
    assertThat(plain.getPath()).isEqualTo("/");
    assertThat(plain.hasTtl()).isFalse();
  }

  private static CookieBasedSessionState cookie(Route route) throws InvalidProtocolBufferException {
    return Objects.requireNonNull(
            route.getTypedPerFilterConfigMap().get("envoy.filters.http.stateful_session"))
        .unpack(StatefulSessionPerRoute.class)
        .getStatefulSession()
        .getSessionState()
        .getTypedConfig()
        .unpack(CookieBasedSessionState.class);
  }

  @Test
  void conditionsThatAreNotWrittenMeanWhatKubernetesSays() {
    String input = Shop.cookieService("shop", "sid") + Shop.slice("shop", "ready: false", "");
    assertThat(health(Translation.of(MeshOptions.DEFAULT, input), SHOP))
        .containsExactly(HealthStatus.UNHEALTHY, HealthStatus.HEALTHY);
    assertThat(health(Translation.of(without(Fix.UNWRITTEN_CONDITIONS), input), SHOP))
        .containsExactly(HealthStatus.DRAINING, HealthStatus.HEALTHY);
  }

  @Test
  void anEndpointIsServedBeforeItsPodIsSeen() {
    String slice =
        Shop.slice("shop", "ready: true")
            .replace("conditions:", "targetRef: {kind: Pod, name: shop-1}, conditions:");
    String input = Shop.service("shop", "labels: {}") + slice;
    assertThat(health(Translation.of(MeshOptions.DEFAULT, input), SHOP)).hasSize(1);
    assertThat(health(Translation.of(without(Fix.UNSEEN_POD), input), SHOP)).isEmpty();
  }
}
