package io.limpet.xds.translate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpServer;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap.StaticResources;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.limpet.RealEnvoy;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.plan.reading.PlanBuilder;
import io.limpet.xds.resources.MessageJson;
import io.limpet.xds.resources.MessageJson.Names;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// YAML is translated once; a real Envoy gets the messages as static resources, and our proxy as
/// they are. Then both are asked the same things.
final class SameAnswersAsEnvoyTest {
  private static final int BACKENDS = 6;
  private static final String DRAINING = "ready: false, serving: true, terminating: true";

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> running = new ArrayList<>();
  private int envoy;
  private int ours;

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : running.reversed()) {
      each.close();
    }
    client.close();
  }

  static List<Arguments> modes() {
    return List.of(
        Arguments.argumentSet("Limpet's own: Maglev", MeshOptions.DEFAULT),
        Arguments.argumentSet("istiod's: a ring", MeshOptions.ISTIO));
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aThousandUsersReachTheSamePods(MeshOptions options) throws Exception {
    startBoth(options);
    for (int i = 0; i < 1000; i++) {
      String user = "user-" + i;
      assertThat(get(ours, "/hashed", "x-user", user).body())
          .as(user)
          .isEqualTo(get(envoy, "/hashed", "x-user", user).body());
    }
  }

  /// The sixth endpoint drains: it keeps the sessions it has, for the cookie too.
  @ParameterizedTest
  @ValueSource(strings = {"/header", "/cookie"})
  void eachGoesOnWithTheOthersSessions(String path) throws Exception {
    startBoth(MeshOptions.DEFAULT);
    for (int i = 0; i < 12; i++) {
      HttpResponse<String> first = get(i % 2 == 0 ? ours : envoy, path, "x-none", "");
      String[] shown = session(first);
      HttpResponse<String> next = get(i % 2 == 0 ? envoy : ours, path, shown[0], shown[1]);
      assertThat(next.body()).isEqualTo(first.body());
      assertThat(next.headers().firstValue("x-session")).isEmpty();
      assertThat(next.headers().firstValue("set-cookie")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void aTokenIsHonouredByBothAlsoForADrainingPod(int backend) throws Exception {
    startBoth(MeshOptions.DEFAULT);
    String address = "127.0.7." + backend + ":" + port;
    String token = Base64.getEncoder().encodeToString(address.getBytes(UTF_8));
    for (int gateway : List.of(envoy, ours)) {
      HttpResponse<String> answer = get(gateway, "/header", "x-session", token);
      assertThat(answer.body()).isEqualTo(address);
      assertThat(answer.headers().firstValue("x-session")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /hashed",
        "GET /hashed?x=1",
        "GET /a/../hashed",
        "GET /hashed/..",
        "GET /nothing",
        "GET /hashed%2fx",
        "HEAD /hashed",
        "POST /hashed",
        "PUT /hashed/1",
        "DELETE /hashed"
      })
  void statusAndHeadersAreTheSame(String request) throws Exception {
    startBoth(MeshOptions.DEFAULT);
    String[] parts = request.split(" ", -1);
    var body = parts[0].startsWith("P") ? BodyPublishers.ofString("text") : BodyPublishers.noBody();
    List<Map<String, List<String>>> headers = new ArrayList<>();
    List<Integer> statuses = new ArrayList<>();
    for (int gateway : List.of(envoy, ours)) {
      HttpRequest.Builder ask = ask(gateway, parts[1]).header("x-user", "ricky");
      HttpResponse<String> answer =
          client.send(ask.method(parts[0], body).build(), BodyHandlers.ofString());
      Map<String, List<String>> shown = new TreeMap<>(answer.headers().map());
      shown.keySet().removeAll(List.of("date", "x-envoy-upstream-service-time"));
      headers.add(shown);
      statuses.add(answer.statusCode());
    }
    assertThat(statuses.get(1)).isEqualTo(statuses.get(0));
    assertThat(headers.get(1)).isEqualTo(headers.get(0));
  }

  private static String[] session(HttpResponse<String> answer) {
    Optional<String> header = answer.headers().firstValue("x-session");
    if (header.isPresent()) {
      return new String[] {"x-session", header.get()};
    }
    String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
    return new String[] {"cookie", cookie.substring(0, cookie.indexOf(';'))};
  }

  private HttpResponse<String> get(int gateway, String path, String header, String value)
      throws Exception {
    return client.send(ask(gateway, path).header(header, value).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder ask(int gateway, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway + path));
  }

  // The two gateways.

  private int port;

  private void startBoth(MeshOptions options) throws Exception {
    RealEnvoy.program();
    startBackends();
    Resources resources = onAnyPort(Translation.of(options, yaml()));
    RealEnvoy real = RealEnvoy.start(MessageJson.print(bootstrap(resources), Names.PROTO));
    running.add(real);
    envoy = real.port("0.0.0.0_8080");

    Proxy proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1));
    running.add(proxy);
    proxy.start(new PlanBuilder().build(resources).plan());
    ours = proxy.address("0.0.0.0_8080").orElseThrow().getPort();
  }

  private void startBackends() throws IOException {
    port = 0;
    for (int i = 1; i <= BACKENDS; i++) {
      InetAddress ip = InetAddress.ofLiteral("127.0.7." + i);
      HttpServer server = HttpServer.create(new InetSocketAddress(ip, port), 0);
      port = server.getAddress().getPort();
      byte[] body = (ip.getHostAddress() + ":" + port).getBytes(UTF_8);
      server.createContext(
          "/",
          exchange -> {
            exchange.getRequestBody().readAllBytes();
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
              exchange.getResponseBody().write(body);
            }
            exchange.close();
          });
      server.start();
      running.add(() -> server.stop(0));
    }
  }

  private String yaml() {
    StringBuilder text = new StringBuilder(Shop.GATEWAY);
    text.append(Shop.service("hashed", "labels: {app: hashed}"));
    text.append(Shop.headerService("header", "x-session"));
    text.append(Shop.cookieService("cookie", "sid"));
    text.append(
        Shop.rule(
            "hashed",
            "default",
            "{host: hashed, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName:"
                + " x-user}}}}"));
    StringBuilder rules = new StringBuilder("[");
    for (String name : List.of("hashed", "header", "cookie")) {
      text.append(slice(name));
      rules.append(
          "{match: [{uri: {prefix: /%s}}], route: [{destination: {host: %s}}]},"
              .formatted(name, name));
    }
    return text.append(Shop.routes("all", "'*'", rules.append("]").toString())).toString();
  }

  private String slice(String service) {
    String[] conditions = new String[BACKENDS];
    Arrays.fill(conditions, "ready: true");
    conditions[BACKENDS - 1] = DRAINING;
    return Shop.slice(service, conditions)
        .replace("10.0.0.", "127.0.7.")
        .replace("port: 8080", "port: " + port);
  }

  private static Resources onAnyPort(Resources resources) {
    TreeMap<String, Listener> listeners = new TreeMap<>();
    resources
        .listeners()
        .forEach(
            (name, listener) -> {
              Listener.Builder changed = listener.toBuilder();
              changed.getAddressBuilder().getSocketAddressBuilder().setPortValue(0);
              listeners.put(name, changed.build());
            });
    return new Resources(
        resources.version(),
        listeners,
        resources.routes(),
        resources.clusters(),
        resources.endpoints());
  }

  /// The same messages without a control plane: routes inside listeners, endpoints inside clusters.
  private static Bootstrap bootstrap(Resources resources) throws InvalidProtocolBufferException {
    StaticResources.Builder all = StaticResources.newBuilder();
    for (Listener listener : resources.listeners().values()) {
      Listener.Builder changed = listener.toBuilder();
      var filter = changed.getFilterChainsBuilder(0).getFiltersBuilder(0);
      var manager = filter.getTypedConfig().unpack(HttpConnectionManager.class).toBuilder();
      String routes = manager.getRds().getRouteConfigName();
      // Tracing needs a tracer, which only a control plane's bootstrap has.
      manager.clearTracing().setRouteConfig(resources.routes().get(routes));
      filter.setTypedConfig(Any.pack(manager.build()));
      all.addListeners(changed);
    }
    for (Cluster cluster : resources.clusters().values()) {
      Cluster.Builder changed = cluster.toBuilder();
      // JSON of a message that Envoy does not know cannot be read; its bytes could be, over xDS.
      changed.getMetadataBuilder().clearTypedFilterMetadata();
      if (cluster.getType() == DiscoveryType.EDS) {
        changed.clearEdsClusterConfig().setType(DiscoveryType.STATIC);
        changed.setLoadAssignment(resources.endpoints().get(cluster.getName()));
      }
      all.addClusters(changed);
    }
    return Bootstrap.newBuilder().setStaticResources(all).build();
  }
}
