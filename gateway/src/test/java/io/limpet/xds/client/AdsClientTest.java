package io.limpet.xds.client;

import static io.limpet.xds.client.ResourceType.CLUSTER;
import static io.limpet.xds.client.ResourceType.ENDPOINTS;
import static io.limpet.xds.client.ResourceType.LISTENER;
import static io.limpet.xds.client.ResourceType.ROUTES;
import static io.limpet.xds.client.ResourceType.SECRETS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.EdsClusterConfig;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.limpet.Await;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Server;
import io.limpet.xds.client.AdsOptions.Talk;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The conversation with a control plane, message by message, also with one that misbehaves.
final class AdsClientTest {
  private static final Duration SOON = Duration.newBuilder().setNanos(100_000_000).build();
  private static final Duration NEVER = Duration.getDefaultInstance();
  private static final java.time.Duration SHORT = java.time.Duration.ofMillis(20);

  private final FakeControlPlane plane = FakeControlPlane.start();
  private final FakeCarrier carrier = new FakeCarrier();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void close() {
    plane.close();
    executor.shutdownNow();
  }

  @Test
  void clustersAndTheirEndpointsComeFirstThenListenersAndTheirRoutes() {
    try (var _ = client(false)) {
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v= n=");
      plane.say("1", CLUSTER, eds("a", NEVER), eds("b", NEVER));
      assertThat(plane.asked()).isEqualTo("ENDPOINTS [a, b] v= n=");
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=1 n=n1");
      plane.say("2", ENDPOINTS, endpoints("a"));
      assertThat(plane.asked()).isEqualTo("ENDPOINTS [a, b] v=2 n=n2");
      assertThat(carrier.resources.clusters()).containsOnlyKeys("a");
      plane.say("3", ENDPOINTS, endpoints("a"), endpoints("b"));
      assertThat(plane.asked()).isEqualTo("LISTENER [] v= n=");
      assertThat(plane.asked()).isEqualTo("ENDPOINTS [a, b] v=3 n=n3");
      plane.say("4", LISTENER, listener("l", "r"));
      assertThat(plane.asked()).isEqualTo("ROUTES [r] v= n=");
      assertThat(plane.asked()).isEqualTo("LISTENER [] v=4 n=n4");
      assertThat(carrier.ready).isFalse();
      plane.say("5", ROUTES, routes("r", "*"));
      assertThat(plane.asked()).isEqualTo("ROUTES [r] v=5 n=n5");
      Await.until("it is ready", () -> carrier.ready);
      assertThat(carrier.resources.listeners()).containsOnlyKeys("l");
      assertThat(carrier.resources.routes()).containsOnlyKeys("r");
      assertThat(carrier.told).isEmpty();
    }
  }

  @Test
  void whatIsGoodOfARefusedResponseIsTaken() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER, fixed("bad"), fixed("good"), fixed("bad too"));
      assertThat(plane.asked()).isEqualTo("LISTENER [] v= n=");
      var answer = plane.request();
      assertThat(FakeControlPlane.text(answer)).isEqualTo("CLUSTER [] v= n=n1 NACK");
      assertThat(FakeControlPlane.refusal(answer))
          .isEqualTo(
              "Error adding/updating cluster(s) bad: bad is no good, bad too: bad too is no good");
      assertThat(carrier.resources.clusters()).containsOnlyKeys("good");
      plane.say("2", CLUSTER, fixed("good"));
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=2 n=n2");
    }
  }

  @Test
  void aListenerIsTriedBesideTheClustersThatServe() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER, fixed("a"));
      plane.request();
      plane.request();
      plane.say("2", LISTENER, Listener.newBuilder().setName("l").build());
      assertThat(plane.asked()).isEqualTo("LISTENER [] v=2 n=n2");
      assertThat(carrier.checked.clusters()).containsOnlyKeys("a");
    }
  }

  @Test
  void aClusterThatTurnsBadKeepsWhatWasGood() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER, fixed("a"));
      plane.request();
      plane.request();
      plane.say("2", CLUSTER, fixed("a").toBuilder().setEdsClusterConfig(byFile()).build());
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=2 n=n2");
      plane.say("3", CLUSTER, eds("a", NEVER).toBuilder().setEdsClusterConfig(byFile()).build());
      var answer = plane.request();
      assertThat(FakeControlPlane.refusal(answer)).contains("a: the source of a must be ads: {}");
      assertThat(carrier.resources.clusters().values())
          .singleElement()
          .satisfies(each -> assertThat(each.getType()).isEqualTo(DiscoveryType.STATIC));
    }
  }

  /// Envoy goes on with the old cluster until the endpoints of the new one have come.
  @Test
  void aClusterThatChangesGoesOnWithTheEndpointsThatAreThere() {
    try (var _ = client(false)) {
      untilRoutes("a", "l", "r");
      Cluster changed = eds("a", NEVER).toBuilder().setAltStatName("changed").build();
      plane.say("6", CLUSTER, changed);
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=6 n=n6");
      Await.until(
          "the new cluster is there", () -> changed.equals(carrier.resources.clusters().get("a")));
      assertThat(carrier.resources.endpoints().get("a")).isEqualTo(endpoints("a"));
    }
  }

  @Test
  void routesAndEndpointsThatAreBadGiveWayToThoseBefore() {
    try (var _ = client(false)) {
      untilRoutes("a", "l", "r");
      plane.say("9", ROUTES, bad("r"));
      var answer = plane.request();
      assertThat(FakeControlPlane.text(answer)).isEqualTo("ROUTES [r] v=5 n=n9 NACK");
      assertThat(FakeControlPlane.refusal(answer)).isEqualTo("r: routes are no good");
      assertThat(carrier.resources.routes().get("r")).isEqualTo(routes("r", "*"));
      plane.say("10", ENDPOINTS, badEndpoints("a"));
      assertThat(plane.asked()).isEqualTo("ENDPOINTS [a] v=2 n=n10 NACK");
      assertThat(carrier.resources.endpoints().get("a")).isEqualTo(endpoints("a"));
      plane.say("11", ROUTES, routes("r", "x"));
      assertThat(plane.asked()).isEqualTo("ROUTES [r] v=11 n=n11");
    }
  }

  @Test
  void firstRoutesThatAreBadDoNotHoldTheListenerUp() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER);
      plane.request();
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=1 n=n1");
      plane.say("2", LISTENER, listener("l", "r"));
      plane.request();
      plane.request();
      plane.say("3", ROUTES, bad("r"));
      assertThat(plane.asked()).isEqualTo("ROUTES [r] v= n=n3 NACK");
      Await.until("it is ready", () -> carrier.ready);
      assertThat(carrier.resources.listeners()).containsOnlyKeys("l");
      assertThat(carrier.resources.routes()).isEmpty();
    }
  }

  @Test
  void aResponseThatCannotBeReadChangesNothing() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER, fixed("a"));
      plane.request();
      plane.request();
      plane.say("2", CLUSTER, fixed("b"), endpoints("c"));
      var answer = plane.request();
      assertThat(FakeControlPlane.text(answer)).isEqualTo("CLUSTER [] v=1 n=n2 NACK");
      assertThat(FakeControlPlane.refusal(answer)).contains("type URL").contains("does not match");
      Any garbage =
          Any.newBuilder()
              .setTypeUrl(CLUSTER.url())
              .setValue(ByteString.copyFromUtf8("garbage"))
              .build();
      plane.send(
          DiscoveryResponse.newBuilder()
              .setTypeUrl(CLUSTER.url())
              .setNonce("n3")
              .addResources(garbage)
              .build());
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=1 n=n3 NACK");
      plane.send(DiscoveryResponse.newBuilder().setTypeUrl("type.googleapis.com/x.Y").build());
      plane.say("4", CLUSTER, fixed("a"), fixed("d"));
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=4 n=n4");
      assertThat(carrier.resources.clusters()).containsOnlyKeys("a", "d");
    }
  }

  @Test
  void whatIsNotInAWholeListIsGoneAndItsEndpointsAreNotAskedForAnyMore() {
    try (var _ = client(false)) {
      untilRoutes("a", "l", "r");
      plane.say("6", CLUSTER);
      assertThat(plane.asked()).isEqualTo("ENDPOINTS [] v=2 n=n2");
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=6 n=n6");
      assertThat(carrier.resources.clusters()).isEmpty();
      assertThat(carrier.resources.endpoints()).isEmpty();
      plane.say("7", ROUTES);
      assertThat(plane.asked()).isEqualTo("ROUTES [r] v=7 n=n7");
      assertThat(carrier.resources.routes()).containsOnlyKeys("r");
      plane.say("8", LISTENER);
      assertThat(plane.asked()).isEqualTo("ROUTES [] v=7 n=n7");
      assertThat(plane.asked()).isEqualTo("LISTENER [] v=8 n=n8");
      assertThat(carrier.resources.listeners()).isEmpty();
    }
  }

  @Test
  void theOldListenerServesUntilTheNewOneHasItsRoutes() {
    try (var _ = client(false)) {
      untilRoutes("a", "l", "r");
      plane.say("6", LISTENER, listener("l", "other"));
      assertThat(plane.asked()).isEqualTo("ROUTES [other, r] v=5 n=n5");
      assertThat(plane.asked()).isEqualTo("LISTENER [] v=6 n=n6");
      assertThat(carrier.resources.listeners().get("l")).isEqualTo(listener("l", "r"));
      plane.say("7", ROUTES, routes("other", "*"));
      assertThat(plane.asked()).isEqualTo("ROUTES [other, r] v=7 n=n7");
      Await.until(
          "the new one serves",
          () -> listener("l", "other").equals(carrier.resources.listeners().get("l")));
    }
  }

  @Test
  void whatNeverComesIsWaitedForOnlySoLong() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER, eds("a", SOON));
      plane.request();
      plane.request();
      assertThat(plane.asked()).isEqualTo("LISTENER [] v= n=");
      assertThat(carrier.resources.clusters()).containsOnlyKeys("a");
      plane.say("2", LISTENER, listener("l", "r", SOON));
      Await.until("it is ready", () -> carrier.ready);
      assertThat(carrier.resources.listeners()).containsOnlyKeys("l");
    }
  }

  @Test
  void withoutAControlPlaneItGoesOnWithWhatIsFixed() {
    plane.refuse(true);
    Fetch fetch = new Fetch(true, SHORT);
    AdsOptions options =
        new AdsOptions(
            List.of(new Server("127.0.0.1", plane.port())),
            new Talk(false, false, SHORT, SHORT),
            Node.getDefaultInstance(),
            fetch,
            fetch);
    Resources own = Resources.of(1, List.of(fixed("own")));
    try (AdsClient client = new AdsClient(options, own, carrier, executor)) {
      client.start();
      Await.until("it is ready", () -> carrier.ready);
      assertThat(carrier.resources.clusters()).containsOnlyKeys("own");
      Await.until(
          "it is told",
          () -> carrier.told.stream().anyMatch(each -> each.contains("UNAVAILABLE not now")));
      plane.refuse(false);
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v= n=");
      assertThat(plane.asked()).isEqualTo("LISTENER [] v= n=");
      plane.say("1", CLUSTER, fixed("own").toBuilder().setAltStatName("x").build(), fixed("c"));
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=1 n=n1");
      assertThat(carrier.resources.clusters()).containsOnlyKeys("own", "c");
      assertThat(carrier.resources.clusters().get("own")).isEqualTo(fixed("own"));
      assertThat(carrier.told)
          .hasSize(2)
          .anySatisfy(each -> assertThat(each).endsWith(plane.port() + " answers again"));
    }
  }

  @Test
  void aNewStreamSaysWhatIsHeld() {
    try (var _ = client(false)) {
      untilRoutes("a", "l", "r");
      plane.drop();
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=1 n=");
      assertThat(plane.asked()).isEqualTo("ENDPOINTS [a] v=2 n=");
      assertThat(plane.asked()).isEqualTo("LISTENER [] v=4 n=");
      assertThat(plane.asked()).isEqualTo("ROUTES [r] v=5 n=");
      assertThat(carrier.resources.listeners()).containsOnlyKeys("l");
      plane.say("6", ROUTES, routes("r", "y"));
      assertThat(plane.asked()).isEqualTo("ROUTES [r] v=6 n=n6");
    }
  }

  @Test
  void differencesAreToldBothWays() {
    try (var _ = client(true)) {
      assertThat(plane.asked()).isEqualTo("CLUSTER +[] -[] {} n=");
      plane.tell("1", CLUSTER, List.of(), eds("a", NEVER), eds("b", NEVER));
      assertThat(plane.asked()).isEqualTo("ENDPOINTS +[a, b] -[] {} n=");
      assertThat(plane.asked()).isEqualTo("CLUSTER +[] -[] {} n=n1");
      plane.tell("2", ENDPOINTS, List.of(), endpoints("a"), endpoints("b"));
      assertThat(plane.asked()).isEqualTo("LISTENER +[] -[] {} n=");
      assertThat(plane.asked()).isEqualTo("ENDPOINTS +[] -[] {} n=n2");
      plane.tell("3", LISTENER, List.of(), listener("l", "r"));
      assertThat(plane.asked()).isEqualTo("ROUTES +[r] -[] {} n=");
      assertThat(plane.asked()).isEqualTo("LISTENER +[] -[] {} n=n3");
      plane.tell("4", ROUTES, List.of(), routes("r", "*"));
      assertThat(plane.asked()).isEqualTo("ROUTES +[] -[] {} n=n4");
      plane.tell("5", CLUSTER, List.of("b"), fixed("bad"));
      assertThat(plane.asked()).isEqualTo("ENDPOINTS +[] -[b] {} n=");
      assertThat(plane.asked()).isEqualTo("CLUSTER +[] -[] {} n=n5 NACK");
      assertThat(carrier.resources.clusters()).containsOnlyKeys("a");
      plane.tell("6", ROUTES, List.of("r"));
      assertThat(plane.asked()).isEqualTo("ROUTES +[] -[] {} n=n6");
      assertThat(carrier.resources.routes()).containsOnlyKeys("r");
      plane.drop();
      assertThat(plane.asked()).isEqualTo("CLUSTER +[] -[] {a=1, b=1} n=");
      assertThat(plane.asked()).isEqualTo("ENDPOINTS +[a] -[] {a=2} n=");
      assertThat(plane.asked()).isEqualTo("LISTENER +[] -[] {l=3} n=");
      assertThat(plane.asked()).isEqualTo("ROUTES +[r] -[] {} n=");
    }
  }

  /// Nothing waits for them: the proxy does not speak TLS.
  @Test
  void secretsThatComeByAdsAreAskedForAndKept() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER, fixed("a").toBuilder().setTransportSocket(tls()).build());
      assertThat(plane.asked()).isEqualTo("SECRETS [kubernetes://mine] v= n=");
      assertThat(plane.asked()).isEqualTo("LISTENER [] v= n=");
      assertThat(plane.asked()).isEqualTo("CLUSTER [] v=1 n=n1");
      assertThat(carrier.resources.clusters()).containsOnlyKeys("a");
      plane.say("2", SECRETS, Secret.newBuilder().setName("kubernetes://mine").build());
      assertThat(plane.asked()).isEqualTo("SECRETS [kubernetes://mine] v=2 n=n2");
      assertThat(carrier.resources.secrets()).containsOnlyKeys("kubernetes://mine");
      plane.say("3", CLUSTER, fixed("b"));
      assertThat(plane.asked()).isEqualTo("SECRETS [] v=2 n=n2");
      plane.request();
      assertThat(carrier.resources.secrets()).isEmpty();
    }
  }

  /// Istio's agent has a socket for its own secrets, which is not asked.
  private static TransportSocket tls() {
    CommonTlsContext.Builder context = CommonTlsContext.newBuilder();
    context
        .addTlsCertificateSdsSecretConfigsBuilder()
        .setName("kubernetes://mine")
        .setSdsConfig(ads(NEVER));
    context
        .getCombinedValidationContextBuilder()
        .getValidationContextSdsSecretConfigBuilder()
        .setName("ROOTCA")
        .setSdsConfig(byFile().getEdsConfig());
    return TransportSocket.newBuilder()
        .setName("tls")
        .setTypedConfig(
            Any.pack(UpstreamTlsContext.newBuilder().setCommonTlsContext(context).build()))
        .build();
  }

  @Test
  void whatNobodyAskedForIsIgnored() {
    try (var _ = client(false)) {
      untilRoutes("a", "l", "r");
      plane.say("6", ENDPOINTS, endpoints("z"));
      assertThat(plane.asked()).isEqualTo("ENDPOINTS [a] v=6 n=n6");
      assertThat(carrier.resources.endpoints()).containsOnlyKeys("a");
    }
  }

  @Test
  void whoWeAreIsToldEachTimeOrOnce() {
    try (var _ = client(false)) {
      plane.say("1", CLUSTER);
      for (int i = 0; i < 3; i++) {
        assertThat(((DiscoveryRequest) plane.request()).getNode().getId()).isEqualTo("n1");
      }
    }
    Talk once = new Talk(false, true, SHORT, SHORT);
    try (var _ = client(once)) {
      assertThat(((DiscoveryRequest) plane.request()).getNode().getId()).isEqualTo("n1");
      plane.say("1", CLUSTER);
      assertThat(((DiscoveryRequest) plane.request()).hasNode()).isFalse();
      assertThat(((DiscoveryRequest) plane.request()).hasNode()).isFalse();
    }
  }

  @Test
  void twoOfOneNameAreRefusedAndTheFirstCounts() {
    try (var _ = client(false)) {
      plane.request();
      plane.say("1", CLUSTER, fixed("a"), eds("a", NEVER));
      plane.request();
      var answer = plane.request();
      assertThat(FakeControlPlane.refusal(answer)).contains("a: duplicate");
      assertThat(carrier.resources.clusters().get("a")).isEqualTo(fixed("a"));
    }
  }

  private AdsClient client(boolean differences) {
    return client(new Talk(differences, false, SHORT, SHORT));
  }

  private AdsClient client(Talk talk) {
    AdsOptions options =
        new AdsOptions(
            List.of(new Server("127.0.0.1", plane.port())),
            talk,
            Node.newBuilder().setId("n1").build(),
            Fetch.DEFAULT,
            Fetch.DEFAULT);
    AdsClient client = new AdsClient(options, Resources.EMPTY, carrier, executor);
    client.start();
    return client;
  }

  /// Through the start: a cluster, its endpoints, a listener, its routes (versions 1, 2, 4, 5).
  private void untilRoutes(String cluster, String listener, String routes) {
    plane.request();
    plane.say("1", CLUSTER, eds(cluster, NEVER));
    plane.request();
    plane.request();
    plane.say("2", ENDPOINTS, endpoints(cluster));
    plane.request();
    plane.request();
    plane.say("4", LISTENER, listener(listener, routes));
    plane.request();
    plane.request();
    plane.say("5", ROUTES, routes(routes, "*"));
    plane.request();
    Await.until("it is ready", () -> carrier.ready);
  }

  private static Cluster fixed(String name) {
    return Cluster.newBuilder().setName(name).setType(DiscoveryType.STATIC).build();
  }

  private static Cluster eds(String name, Duration limit) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(DiscoveryType.EDS)
        .setEdsClusterConfig(EdsClusterConfig.newBuilder().setEdsConfig(ads(limit)))
        .build();
  }

  private static EdsClusterConfig byFile() {
    PathConfigSource file = PathConfigSource.newBuilder().setPath("/x").build();
    return EdsClusterConfig.newBuilder()
        .setEdsConfig(ConfigSource.newBuilder().setPathConfigSource(file))
        .build();
  }

  private static ConfigSource ads(Duration limit) {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setInitialFetchTimeout(limit)
        .build();
  }

  private static ClusterLoadAssignment endpoints(String name) {
    return ClusterLoadAssignment.newBuilder().setClusterName(name).build();
  }

  private static ClusterLoadAssignment badEndpoints(String name) {
    return ClusterLoadAssignment.newBuilder()
        .setClusterName(name)
        .setPolicy(ClusterLoadAssignment.Policy.newBuilder().setWeightedPriorityHealth(true))
        .build();
  }

  private static Listener listener(String name, String routes) {
    return listener(name, routes, NEVER);
  }

  private static Listener listener(String name, String routes, Duration limit) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setRds(Rds.newBuilder().setRouteConfigName(routes).setConfigSource(ads(limit)))
            .build();
    Filter filter = Filter.newBuilder().setTypedConfig(Any.pack(manager)).build();
    return Listener.newBuilder()
        .setName(name)
        .addFilterChains(FilterChain.newBuilder().addFilters(filter))
        .build();
  }

  private static RouteConfiguration routes(String name, String domain) {
    return RouteConfiguration.newBuilder()
        .setName(name)
        .addVirtualHosts(VirtualHost.newBuilder().setName("v").addDomains(domain))
        .build();
  }

  private static RouteConfiguration bad(String name) {
    return routes(name, "*").toBuilder().setMostSpecificHeaderMutationsWins(true).build();
  }
}
