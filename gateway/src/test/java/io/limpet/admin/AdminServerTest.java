package io.limpet.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Stop;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.proxy.plan.Connections;
import io.limpet.proxy.plan.HealthPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.pools.CircuitBreaker;
import io.limpet.proxy.plan.pools.CircuitBreakers;
import io.limpet.proxy.plan.pools.ClusterState;
import io.limpet.proxy.plan.pools.Endpoint;
import io.limpet.proxy.plan.pools.EndpointState;
import io.limpet.proxy.plan.pools.EndpointTable;
import io.limpet.proxy.plan.pools.Pools;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdminServerTest {
  private static final Instant START = Instant.parse("2026-11-21T09:45:47.885123Z");
  private static final InstantSource CLOCK = InstantSource.fixed(START.plusSeconds(2));
  private static final String HELLOWORLD = "outbound|5000||helloworld.helloworld.svc.cluster.local";

  private final Metrics metrics = new Metrics();
  private volatile ServerInfo.State state = ServerInfo.State.LIVE;
  private volatile Plan plan = Plan.EMPTY;
  private AdminServer server;

  private final List<String> asked = new ArrayList<>();
  private final AdminView.Controls controls =
      new AdminView.Controls() {
        @Override
        public void failHealthChecks(boolean fails) {
          asked.add("fails: " + fails);
        }

        @Override
        public void drainListeners(Set<String> names, Stop stop) {
          asked.add(names.size() + " listeners: " + stop);
        }
      };

  @BeforeEach
  void start() throws IOException {
    Resources resources = EnvoyRecording.resources();
    FirstSeen firstSeen = new FirstSeen(InstantSource.fixed(START));
    firstSeen.saw(resources);
    Node node = Node.newBuilder().setId("n1").setCluster("c1").build();
    AdminView view =
        new AdminView(
            new AdminView.Server("limpet/0.1", node, 2, START),
            () -> state,
            () -> resources,
            () -> plan,
            firstSeen,
            metrics,
            controls);
    server =
        new AdminServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), view, CLOCK);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void configDumpIsWhatEnvoyDumpsForTheSameResources() throws IOException {
    Reply reply = get("/config_dump?include_eds");
    assertThat(reply.status).isEqualTo(200);
    assertThat(reply.type).isEqualTo("application/json");
    assertThat(sections(reply.body)).isEqualTo(sections(EnvoyRecording.text("config_dump.json")));
    assertThat(reply.body)
        .contains("\"version_info\": \"8\"", "\"last_updated\": \"2026-11-21T09:45:47.885Z\"")
        .startsWith(
            """
            {
             "configs": [
              {
               "@type": "type.googleapis.com/envoy.admin.v3.BootstrapConfigDump",
               "bootstrap": {
                "node": {
                 "id": "n1",
            """);
  }

  @Test
  void whatStandsInTheBootstrapIsStatic() throws Exception {
    Resources fixed = EnvoyRecording.resources();
    FirstSeen firstSeen = new FirstSeen(InstantSource.fixed(START));
    firstSeen.saw(fixed);
    AdminView view =
        new AdminView(
            new AdminView.Server("", Node.getDefaultInstance(), 1, START, fixed),
            () -> state,
            () -> fixed,
            () -> plan,
            firstSeen,
            metrics,
            controls);
    ConfigDump dump = new ConfigDump(view, _ -> true);
    assertThat(dump.items("static_clusters", true).getConfigsList())
        .hasSameSizeAs(fixed.clusters().values());
    assertThat(dump.items("static_listeners", true).getConfigsList())
        .hasSameSizeAs(fixed.listeners().values());
    assertThat(dump.items("static_endpoint_configs", true).getConfigsList()).isNotEmpty();
    assertThat(dump.items("dynamic_active_clusters", true).getConfigsList()).isEmpty();
    assertThat(dump.items("dynamic_listeners", true).getConfigsList()).isEmpty();
  }

  /// Everything after the bootstrap, which holds the node.
  private static String sections(String dump) {
    return EnvoyRecording.timeless(dump.substring(dump.indexOf("envoy.admin.v3.Clusters")));
  }

  @Test
  void endpointsAreLeftOutUnlessAskedFor() throws IOException {
    assertThat(get("/config_dump").body).doesNotContain("EndpointsConfigDump");
  }

  @Test
  void aListOfTheDumpIsWhatEnvoyGives() throws IOException {
    Reply reply = get("/config_dump?resource=dynamic_active_clusters&name_regex=mag");
    assertThat(EnvoyRecording.timeless(reply.body))
        .isEqualTo(EnvoyRecording.timeless(EnvoyRecording.text("config_dump_mag.json")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          /config_dump?resource=nope; 404; nope not found in config dump
          /config_dump?resource=bootstrap; 400; is not a repeated field. Use ?mask=bootstrap
          /config_dump?name_regex=(; 400; Error while parsing name_regex from (
          /config_dump?mask=x; 400; mask is not supported
          /stats?filter=(; 400; Invalid re2 regex: missing closing ): (
          /stats?format=nope; 400; usage: /stats?format=
          /nope; 404; invalid path. admin commands are:
          /logging; 405; Method GET not allowed, POST required.
          /drain_listeners; 405; Method GET not allowed, POST required.
          /healthcheck/fail; 405; Method GET not allowed, POST required.
          """)
  void aQueryThatCannotBeAnsweredIsToldWhy(String path, int status, String text)
      throws IOException {
    Reply reply = get(path.replace("(", "%28"));
    assertThat(reply.status).isEqualTo(status);
    assertThat(reply.body).contains(text);
  }

  @Test
  void nameRegexMatchesWholeNames() throws IOException {
    assertThat(get("/config_dump?name_regex=http").body).doesNotContain("dynamic_route_configs");
    assertThat(get("/config_dump?name_regex=http.*").body).contains("dynamic_route_configs");
  }

  @Test
  void clustersAreWhatEnvoyShows() throws IOException {
    assertThat(lines(get("/clusters").body)).isEqualTo(lines(EnvoyRecording.text("clusters.txt")));
    assertThat(get("/clusters?format=json").body)
        .isEqualTo(byName(EnvoyRecording.text("clusters.json")));
    assertThat(get("/clusters?filter=^mag$").body).doesNotContain("helloworld");
  }

  private static Set<String> lines(String text) {
    return new TreeSet<>(Arrays.asList(text.split("\n", -1)));
  }

  /// Envoy keeps clusters in a hash map; ours are sorted.
  private static String byName(String json) {
    String head = "{\n \"cluster_statuses\": [\n";
    String tail = "\n ]\n}\n";
    String inner = json.substring(head.length(), json.length() - tail.length());
    String[] statuses = inner.split(",\n(?=  \\{\n   \"name\")", -1);
    Arrays.sort(statuses);
    return head + String.join(",\n", statuses) + tail;
  }

  @Test
  void clustersShowWhatEndpointsCount() throws IOException {
    Endpoint endpoint = helloworldEndpoint();
    endpoint.state().started();
    endpoint.state().connectionsTotal.add(3);
    plan = new Plan(Map.of(), Map.of(HELLOWORLD, cluster(endpoint)));
    assertThat(get("/clusters").body)
        .contains(
            HELLOWORLD + "::127.0.0.2:29901::rq_active::1\n",
            HELLOWORLD + "::127.0.0.2:29901::rq_total::1\n",
            HELLOWORLD + "::127.0.0.2:29901::cx_total::3\n",
            HELLOWORLD + "::127.0.0.1:29901::cx_total::0\n");
  }

  private static Endpoint helloworldEndpoint() {
    return new Endpoint(
        "127.0.0.2:29901",
        new InetSocketAddress("127.0.0.2", 29901),
        "",
        "",
        Endpoint.Health.DRAINING,
        1,
        0,
        Endpoint.Locality.NONE,
        new EndpointState());
  }

  private static ClusterPlan cluster(Endpoint endpoint) {
    ClusterState state = new ClusterState();
    EndpointTable byAddress = new EndpointTable(1);
    byAddress.add(endpoint);
    return new ClusterPlan(
        HELLOWORLD,
        HELLOWORLD + ";",
        List.of(endpoint),
        byAddress,
        state.pools(_ -> Pools.NONE, List.of(endpoint)),
        HealthPlan.NONE,
        Set.of(),
        false,
        Connections.DEFAULT,
        new CircuitBreakers(
            CircuitBreaker.unused(CircuitBreaker.Limits.DEFAULT),
            CircuitBreaker.unused(CircuitBreaker.Limits.DEFAULT)),
        state);
  }

  @Test
  void membersOfAClusterAreCountedWhenShown() throws IOException {
    plan = new Plan(Map.of(), Map.of(HELLOWORLD, cluster(helloworldEndpoint())));
    String name = "cluster." + HELLOWORLD + ";";
    assertThat(get("/stats?filter=membership").body)
        .isEqualTo(
            name
                + ".membership_degraded: 0\n"
                + name
                + ".membership_excluded: 0\n"
                + name
                + ".membership_healthy: 0\n"
                + name
                + ".membership_total: 1\n");
    plan = Plan.EMPTY;
    assertThat(get("/stats?filter=membership_total").body).endsWith("membership_total: 0\n");
    assertThat(get("/stats?filter=^server.live").body).isEqualTo("server.live: 1\n");
  }

  @Test
  void listenersAreWhatEnvoyShows() throws IOException {
    assertThat(get("/listeners").body).isEqualTo(EnvoyRecording.text("listeners.txt"));
    assertThat(get("/listeners?format=json").body).isEqualTo(EnvoyRecording.text("listeners.json"));
  }

  @Test
  void readyFollowsTheState() throws IOException {
    assertThat(get("/ready")).isEqualTo(new Reply(200, "text/plain; charset=UTF-8", "LIVE\n"));
    state = ServerInfo.State.PRE_INITIALIZING;
    assertThat(get("/ready").status).isEqualTo(503);
    assertThat(get("/ready").body).isEqualTo("PRE_INITIALIZING\n");
  }

  @Test
  void whatChangesTheProxyIsHandedOn() throws IOException {
    for (String path :
        List.of(
            "/healthcheck/fail",
            "/healthcheck/ok",
            "/drain_listeners",
            "/drain_listeners?graceful",
            "/drain_listeners?graceful&skip_exit",
            "/drain_listeners?inboundonly")) {
      assertThat(post(path)).isEqualTo(new Reply(200, "text/plain; charset=UTF-8", "OK\n"));
    }
    int all = EnvoyRecording.resources().listeners().size();
    assertThat(asked)
        .containsExactly(
            "fails: true",
            "fails: false",
            all + " listeners: NOW",
            all + " listeners: AFTER_DRAIN",
            all + " listeners: NEVER",
            "0 listeners: NOW");
  }

  @Test
  void serverInfoHasDefaultsToo() throws IOException {
    assertThat(get("/server_info").body)
        .startsWith(
            """
            {
             "version": "limpet/0.1",
             "state": "LIVE",
             "uptime_current_epoch": "2s",
             "uptime_all_epochs": "2s",
             "hot_restart_version": "",
             "command_line_options": {
              "base_id": "0",
              "concurrency": 2,
            """);
  }

  @Test
  void statsAreFilteredAndFormatted() throws IOException {
    metrics.cluster("a").counter("upstream_rq_200").add(3);
    metrics.cluster("a").gauge("upstream_rq_active").add(1);
    metrics.http("p").counter("no_route");
    assertThat(get("/stats?filter=^(cluster|http)\\.").body)
        .isEqualTo(
            "cluster.a.upstream_rq_200: 3\ncluster.a.upstream_rq_active: 1\nhttp.p.no_route: 0\n");
    assertThat(get("/stats?usedonly&filter=_2").body).isEqualTo("cluster.a.upstream_rq_200: 3\n");
    assertThat(get("/stats?format=json&filter=no").body)
        .isEqualTo("{\"stats\":[{\"name\":\"http.p.no_route\",\"value\":0}]}");
    assertThat(get("/stats/prometheus?filter=_2").body)
        .isEqualTo(
            """
            # TYPE envoy_cluster_upstream_rq counter
            envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="a"} 3
            """);
    assertThat(get("/stats?format=prometheus").body).isEqualTo(get("/stats/prometheus").body);
  }

  @Test
  void levelsOfLoggersAreShownAndSet() throws IOException {
    System.Logger logger = System.getLogger("io.limpet.admin.levels");
    assertThat(post("/logging").body).startsWith("active loggers:\n  admin.");
    assertThat(post("/logging?admin.levels=debug").body).contains("  admin.levels: debug\n");
    assertThat(logger.isLoggable(System.Logger.Level.DEBUG)).isTrue();
    assertThat(post("/logging?paths=admin.levels:error").body).contains("  admin.levels: error\n");
    assertThat(logger.isLoggable(System.Logger.Level.INFO)).isFalse();
    assertThat(post("/logging?level=info").body).contains("  limpet: info\n");
    assertThat(post("/logging?nope=info").body).startsWith("error: unknown logger name\n\nusage:");
    assertThat(post("/logging?level=loud").status).isEqualTo(400);
  }

  @Test
  void helpNamesEveryPage() throws IOException {
    assertThat(get("/help").body)
        .startsWith("admin commands are:\n  /: Admin home page\n  /clusters: upstream cluster")
        .contains("  /logging (POST): query/change logging levels\n      level: ");
    assertThat(get("/").type).isEqualTo("text/html; charset=UTF-8");
  }

  @Test
  void onlyTheLoopbackInterfaceIsServed() {
    assertThatThrownBy(
            () -> {
              InetSocketAddress everywhere = new InetSocketAddress(0);
              new AdminServer(everywhere, viewOfNothing(), CLOCK).close();
            })
        .hasMessageContaining("only loopback addresses");
  }

  private AdminView viewOfNothing() {
    return new AdminView(
        new AdminView.Server("", Node.getDefaultInstance(), 1, START),
        () -> state,
        () -> Resources.EMPTY,
        () -> Plan.EMPTY,
        new FirstSeen(CLOCK),
        metrics,
        controls);
  }

  @Test
  void probesAreAnswered() throws IOException {
    try (HealthServer health =
        new HealthServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> state)) {
      assertThat(request("GET", health.address(), "/healthz/ready").status).isEqualTo(200);
      state = ServerInfo.State.DRAINING;
      assertThat(request("GET", health.address(), "/healthz/ready").status).isEqualTo(503);
      assertThat(request("GET", health.address(), "/ready").status).isEqualTo(404);
    }
  }

  private Reply get(String path) throws IOException {
    return request("GET", server.address(), path);
  }

  private Reply post(String path) throws IOException {
    return request("POST", server.address(), path);
  }

  private static Reply request(String method, InetSocketAddress address, String path)
      throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + address.getPort() + encoded(path));
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      String body = in == null ? "" : new String(in.readAllBytes(), UTF_8);
      return new Reply(status, connection.getContentType(), body);
    }
  }

  private static String encoded(String path) {
    return path.replace("^", "%5E").replace("|", "%7C").replace("\\", "%5C");
  }

  private record Reply(int status, String type, String body) {}
}
