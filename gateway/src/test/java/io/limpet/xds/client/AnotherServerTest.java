package io.limpet.xds.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.cache.v3.Snapshot;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.limpet.Await;
import io.limpet.metrics.Metrics;
import io.limpet.xds.client.AdsOptions.Fetch;
import io.limpet.xds.client.AdsOptions.Talk;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.AdsServer;
import io.limpet.xds.server.Feed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Our client with Envoy's own control plane for Java, and with ours: the same is taken of both, in
/// either way of talking.
final class AnotherServerTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final ConfigSource ADS =
      ConfigSource.newBuilder().setAds(AggregatedConfigSource.getDefaultInstance()).build();

  private final FakeCarrier carrier = new FakeCarrier();
  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    executor.shutdownNow();
  }

  /// Tells resources.
  private interface Plane {
    int port();

    void publish(Resources resources);
  }

  private Plane plane(String whose) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (whose.equals("ours")) {
      Feed feed = new Feed(Clock.systemUTC());
      AdsServer server = new AdsServer(address, _ -> feed, new Metrics());
      opened.add(server);
      return new Ours(server, feed);
    }
    SimpleCache<String> cache = new SimpleCache<>(_ -> "all");
    Server server =
        NettyServerBuilder.forAddress(address)
            .addService(new V3DiscoveryServer(cache).getAggregatedDiscoveryServiceImpl())
            .build()
            .start();
    opened.add(server::shutdownNow);
    return new Theirs(server, cache);
  }

  private record Ours(AdsServer server, Feed feed) implements Plane {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public void publish(Resources resources) {
      feed.publish(resources);
    }
  }

  private record Theirs(Server server, SimpleCache<String> cache) implements Plane {
    @Override
    public int port() {
      return server.getPort();
    }

    @Override
    public void publish(Resources resources) {
      cache.setSnapshot(
          "all",
          Snapshot.create(
              resources.clusters().values(),
              resources.endpoints().values(),
              resources.listeners().values(),
              resources.routes().values(),
              resources.secrets().values(),
              Long.toString(resources.version())));
    }
  }

  private void client(Plane plane, boolean differences) {
    AdsOptions options =
        new AdsOptions(
            List.of(new AdsOptions.Server("127.0.0.1", plane.port())),
            new Talk(differences, false, SHORT, SHORT),
            Node.newBuilder().setId("n1").build(),
            Fetch.DEFAULT,
            Fetch.DEFAULT);
    AdsClient client = new AdsClient(options, Resources.EMPTY, carrier, executor);
    opened.add(client);
    client.start();
  }

  private static Cluster cluster(String name, int number) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setConnectTimeout(Durations.fromSeconds(number))
        .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ADS))
        .build();
  }

  private static ClusterLoadAssignment endpoints(String name, int port) {
    LocalityLbEndpoints.Builder group = LocalityLbEndpoints.newBuilder();
    group
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress("127.0.0.1")
        .setPortValue(port);
    return ClusterLoadAssignment.newBuilder().setClusterName(name).addEndpoints(group).build();
  }

  private static Listener listener(String name, String routes) {
    HttpConnectionManager.Builder manager = HttpConnectionManager.newBuilder().setStatPrefix(name);
    manager.getRdsBuilder().setRouteConfigName(routes).setConfigSource(ADS);
    Listener.Builder listener = Listener.newBuilder().setName(name);
    listener
        .addFilterChainsBuilder()
        .addFiltersBuilder()
        .setName("envoy.filters.network.http_connection_manager")
        .setTypedConfig(Any.pack(manager.build()));
    return listener.build();
  }

  private static RouteConfiguration routes(String name, String host) {
    RouteConfiguration.Builder routes = RouteConfiguration.newBuilder().setName(name);
    routes.addVirtualHostsBuilder().setName(host).addDomains("*");
    return routes.build();
  }

  private void awaitSame(String what, Resources wanted) {
    Await.until(what, () -> isSame(wanted));
  }

  private boolean isSame(Resources wanted) {
    Resources has = carrier.resources;
    return has.clusters().equals(wanted.clusters())
        && has.endpoints().equals(wanted.endpoints())
        && has.listeners().equals(wanted.listeners())
        && has.routes().equals(wanted.routes());
  }

  @ParameterizedTest
  @CsvSource({"ours, false", "ours, true", "java-control-plane, false", "java-control-plane, true"})
  void theSameIsTakenOfEither(String whose, boolean differences) throws IOException {
    Plane plane = plane(whose);
    List<Message> all = new ArrayList<>();
    all.addAll(List.of(cluster("a", 1), endpoints("a", 1), listener("l", "r"), routes("r", "x")));
    Resources first = Resources.of(1, all);
    plane.publish(first);
    client(plane, differences);
    awaitSame("the start", first);
    Await.until("traffic may come", () -> carrier.ready);

    all.set(1, endpoints("a", 2));
    Resources moved = Resources.of(2, all);
    plane.publish(moved);
    awaitSame("other endpoints", moved);

    all.addAll(List.of(cluster("b", 1), endpoints("b", 1), listener("m", "s"), routes("s", "y")));
    Resources more = Resources.of(3, all);
    plane.publish(more);
    awaitSame("more of each", more);

    all.set(3, routes("r", "z"));
    all.add(cluster("bad", 1));
    all.add(endpoints("bad", 1));
    plane.publish(Resources.of(4, all));
    Await.until("the rest of it", () -> carrier.resources.routes().containsValue(routes("r", "z")));
    Await.until("it is told", () -> carrier.told.toString().contains("bad is no good"));
    assertThat(carrier.resources.clusters()).containsOnlyKeys("a", "b");

    Resources less =
        Resources.of(
            5, List.of(cluster("a", 1), endpoints("a", 2), listener("l", "r"), routes("r", "z")));
    plane.publish(less);
    awaitSame("less of each", less);
  }
}
