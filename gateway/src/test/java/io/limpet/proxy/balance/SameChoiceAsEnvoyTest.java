package io.limpet.proxy.balance;

import static io.limpet.proxy.plan.reading.Messages.SESSION_FILTER;
import static io.limpet.proxy.plan.reading.Messages.assignment;
import static io.limpet.proxy.plan.reading.Messages.cluster;
import static io.limpet.proxy.plan.reading.Messages.endpoint;
import static io.limpet.proxy.plan.reading.Messages.filter;
import static io.limpet.proxy.plan.reading.Messages.given;
import static io.limpet.proxy.plan.reading.Messages.headerSession;
import static io.limpet.proxy.plan.reading.Messages.listener;
import static io.limpet.proxy.plan.reading.Messages.resources;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpServer;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.StaticResources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.limpet.RealEnvoy;
import io.limpet.proxy.head.FixedHead;
import io.limpet.proxy.plan.ClusterChoice.Target;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.Route.Forward;
import io.limpet.proxy.plan.reading.Managers;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.session.PlainToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same messages to a real Envoy and to our plan: the same requests must get the same
/// endpoints.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SameChoiceAsEnvoyTest {
  private static final List<String> CLUSTERS = List.of("ring", "maglev", "ringw", "maglevw");
  private final List<HttpServer> backends = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private RealEnvoy envoy;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Plan plan;

  private int port;

  private final long seed = System.nanoTime();
  private final RandomGenerator random = new SplittableRandom(seed);

  @BeforeAll
  void startBoth() throws IOException {
    RealEnvoy.program();
    for (int i = 0; i < 6; i++) {
      backends.add(backend("127.0.0." + (i + 2)));
    }
    List<Cluster> clusters = new ArrayList<>();
    for (String name : CLUSTERS) {
      LbPolicy policy = name.startsWith("ring") ? LbPolicy.RING_HASH : LbPolicy.MAGLEV;
      clusters.add(staticCluster(name, policy, name.endsWith("w")));
    }
    clusters.add(staticCluster("pinned", LbPolicy.LEAST_REQUEST, false));
    Listener listener = listener("l", 0, manager());
    PlanBuilder.Built built =
        new PlanBuilder().build(resources(List.of(listener), List.of(), clusters, List.of()));
    assertThat(built.problems()).isEmpty();
    plan = built.plan();
    envoy = RealEnvoy.start(bootstrap(listener, clusters));
    port = envoy.port("l");
  }

  @AfterAll
  void stopBoth() {
    if (envoy != null) {
      envoy.close();
    }
    backends.forEach(backend -> backend.stop(0));
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring", "maglev", "ringw", "maglevw"})
  void aThousandHeaderValuesReachTheSameEndpoints(String cluster) throws Exception {
    for (int i = 0; i < 1000; i++) {
      String user = "user-" + Long.toHexString(random.nextLong()) + "-" + i;
      String path = "/" + cluster + "/x";
      assertThat(ours(FixedHead.get("web", path, "x-user: " + user)))
          .as("seed %d, %s", seed, user)
          .isEqualTo(get(path, "x-user", user).body());
    }
  }

  /// Both splits are by the same hash: which cluster, and which endpoint of it.
  @Test
  void aSplitByHashSendsEveryoneToTheSameCluster() throws Exception {
    for (int i = 0; i < 300; i++) {
      String user = "user-" + Long.toHexString(random.nextLong());
      assertThat(ours(FixedHead.get("web", "/split", "x-user: " + user)))
          .as("seed %d, %s", seed, user)
          .isEqualTo(get("/split", "x-user", user).body());
    }
  }

  @Test
  void eachAcceptsTheOthersTokens() throws Exception {
    for (HttpServer backend : backends) {
      String address = address(backend);
      String token = PlainToken.writeHeader(address);
      HttpResponse<String> answer = get("/pinned", "x-session", token);
      assertThat(answer.body()).isEqualTo(address);
      assertThat(answer.headers().firstValue("x-session")).isEmpty();
    }
    HttpResponse<String> first = get("/pinned", "x-other", "1");
    String envoys = first.headers().firstValue("x-session").orElseThrow();
    assertThat(ours(FixedHead.get("web", "/pinned", "x-session: " + envoys)))
        .isEqualTo(first.body());
  }

  /// What our side chooses, by its own routes, sessions and tables.
  private String ours(FixedHead head) {
    var route = given(Managers.of(plan, "l").routes().match(head, random.nextLong()));
    Forward forward = (Forward) route.action();
    Target target =
        forward.cluster().choose(head, SplitTicket.of(forward, head, random.nextLong()));
    Token token = Sessions.token(target.session(), head, 0);
    Ask ask = new Ask(head, forward.hash(), token, forward.retry());
    Choice choice = Balancer.decide(given(plan.cluster(target.cluster())), ask, random);
    return given(choice.endpoint()).address();
  }

  private HttpResponse<String> get(String path, String header, String value) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpRequest request = HttpRequest.newBuilder(uri).header(header, value).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static HttpServer backend(String ip) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(ip), 0), 0);
    byte[] body = address(server).getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String address(HttpServer server) {
    InetSocketAddress address = server.getAddress();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private Cluster staticCluster(String name, LbPolicy policy, boolean weighted) {
    LbEndpoint.Builder[] endpoints = new LbEndpoint.Builder[backends.size()];
    for (int i = 0; i < endpoints.length; i++) {
      InetSocketAddress address = backends.get(i).getAddress();
      String ip = address.getAddress().getHostAddress();
      endpoints[i] = endpoint(ip, address.getPort(), weighted ? 1 + i * i : 1);
    }
    return cluster(name, policy)
        .setType(DiscoveryType.STATIC)
        .setLoadAssignment(assignment(name, endpoints))
        .build();
  }

  private static HttpConnectionManager manager() {
    VirtualHost.Builder host = VirtualHost.newBuilder().setName("v").addDomains("*");
    HashPolicy byUser =
        HashPolicy.newBuilder()
            .setHeader(HashPolicy.Header.newBuilder().setHeaderName("x-user"))
            .build();
    for (String name : CLUSTERS) {
      host.addRoutes(route(name).setRoute(to(name).addHashPolicy(byUser)));
    }
    host.addRoutes(route("split").setRoute(split().addHashPolicy(byUser)));
    host.addRoutes(
        route("pinned")
            .setRoute(to("pinned"))
            .putTypedPerFilterConfig(SESSION_FILTER, headerSession("x-session")));
    return HttpConnectionManager.newBuilder()
        .setStatPrefix("l")
        .setRouteConfig(RouteConfiguration.newBuilder().setName("r").addVirtualHosts(host))
        .addHttpFilters(filter(SESSION_FILTER, StatefulSession.getDefaultInstance()))
        .addHttpFilters(filter("envoy.filters.http.router", Router.getDefaultInstance()))
        .build();
  }

  private static Route.Builder route(String name) {
    return Route.newBuilder()
        .setName(name)
        .setMatch(RouteMatch.newBuilder().setPathSeparatedPrefix("/" + name));
  }

  private static RouteAction.Builder split() {
    return RouteAction.newBuilder()
        .setWeightedClusters(
            WeightedCluster.newBuilder()
                .setUseHashPolicy(BoolValue.of(true))
                .addClusters(share("ring", 70))
                .addClusters(share("maglev", 27))
                .addClusters(share("ringw", 36)));
  }

  private static ClusterWeight share(String cluster, int weight) {
    return ClusterWeight.newBuilder().setName(cluster).setWeight(UInt32Value.of(weight)).build();
  }

  private static RouteAction.Builder to(String cluster) {
    return RouteAction.newBuilder().setCluster(cluster);
  }

  private static String bootstrap(Listener listener, List<Cluster> clusters) throws IOException {
    StaticResources resources =
        StaticResources.newBuilder().addListeners(listener).addAllClusters(clusters).build();
    TypeRegistry types =
        TypeRegistry.newBuilder()
            .add(HttpConnectionManager.getDescriptor())
            .add(StatefulSession.getDescriptor())
            .add(StatefulSessionPerRoute.getDescriptor())
            .add(HeaderBasedSessionState.getDescriptor())
            .add(Router.getDescriptor())
            .build();
    return JsonFormat.printer()
        .usingTypeRegistry(types)
        .print(Bootstrap.newBuilder().setStaticResources(resources));
  }
}
