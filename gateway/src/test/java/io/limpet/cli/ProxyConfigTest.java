package io.limpet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.envoyproxy.envoy.admin.v3.ServerInfo;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.limpet.admin.AdminServer;
import io.limpet.admin.AdminView;
import io.limpet.admin.FirstSeen;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.plan.Plan;
import io.limpet.xds.resources.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class ProxyConfigTest {
  private static final String SESSION = "envoy.filters.http.stateful_session";

  @TempDir private Path folder;

  @Test
  void routesAreGreppedAsTheWalkThroughPrintsThem() throws IOException {
    String yaml = print("helloworld_dump.json", "r", "POD", "-n", "istio-ingress", "-o", "yaml");
    List<String> lines = yaml.lines().toList();
    int match = lines.indexOf("        " + SESSION + ":");
    assertThat(String.join("\n", lines.subList(match - 30, match + 8)) + "\n")
        .isEqualTo(
            """
              virtualHosts:
              - domains:
                - '*'
                includeRequestAttemptCount: true
                name: '*:80'
                routes:
                - decorator:
                    operation: helloworld.helloworld.svc.cluster.local:5000/hello
                  match:
                    caseSensitive: true
                    path: /hello
                  metadata:
                    filterMetadata:
                      istio:
                        config: %s
                  route:
                    cluster: outbound|5000||helloworld.helloworld.svc.cluster.local
                    maxGrpcTimeout: 0s
                    retryPolicy:
                      hostSelectionRetryMaxAttempts: "5"
                      numRetries: 2
                      retriableStatusCodes:
                      - 503
                      retryHostPredicate:
                      - name: envoy.retry_host_predicates.previous_hosts
                        typedConfig:
                          '@type': %s
                      retryOn: %s
                    timeout: 0s
                  typedPerFilterConfig:
                    envoy.filters.http.stateful_session:
                      '@type': %s
                      statefulSession:
                        sessionState:
                          name: envoy.http.stateful_session.header
                          typedConfig:
                            '@type': %s
                            name: x-session-header
            """
                .indent(2)
                .formatted(
                    "/apis/networking.istio.io/v1alpha3/namespaces/helloworld/virtual-service"
                        + "/helloworld",
                    type("retry.host.previous_hosts.v3.PreviousHostsPredicate"),
                    "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
                    type("filters.http.stateful_session.v3.StatefulSessionPerRoute"),
                    type("http.stateful_session.header.v3.HeaderBasedSessionState"))
                .indent(-2));
    assertThat(lines.stream().filter(line -> line.contains(SESSION + ":")).count()).isEqualTo(2);
  }

  @Test
  void listenersAreGreppedAsTheWalkThroughPrintsThem() throws IOException {
    String filter =
        """
                - name: envoy.filters.http.stateful_session
                  typedConfig:
                    '@type': %s
                - name: envoy.filters.http.router
        """
            .formatted(type("filters.http.stateful_session.v3.StatefulSession"));
    String yaml = print("helloworld_dump.json", "l", "POD", "-n", "istio-ingress", "-o", "yaml");
    assertThat(yaml.split(Pattern.quote(filter), -1)).hasSize(3);
  }

  private static String type(String rest) {
    return "type.googleapis.com/envoy.extensions." + rest;
  }

  @Test
  void listenersAreListedWithMatchesAndDestinations() throws IOException {
    assertThat(print("odd_dump.json", "listeners")).isEqualTo(resource("odd_listeners.txt"));
  }

  @Test
  void listenersAreListedByTypeWithoutVerbose() throws IOException {
    assertThat(print("odd_dump.json", "l", "--verbose=false", "--address", "0.0.0.0"))
        .isEqualTo(
            """
            ADDRESSES      PORT      TYPE
            0.0.0.0,::     8443      HTTP+TCP
            0.0.0.0        15090     HTTP
            """);
  }

  @Test
  void routesAreListedWithTheirVirtualService() throws IOException {
    assertThat(print("odd_dump.json", "route")).isEqualTo(resource("odd_routes.txt"));
    assertThat(print("odd_dump.json", "route", "--verbose=false"))
        .isEqualTo(
            """
            NAME     VIRTUAL HOSTS
            443      0
            8080     3
            """);
  }

  @Test
  void clustersAreListedByWhatTheirNamesSay() throws IOException {
    assertThat(print("helloworld_dump.json", "c")).isEqualTo(resource("helloworld_clusters.txt"));
    assertThat(print("helloworld_dump.json", "c", "--fqdn", "helloworld", "--port", "5000"))
        .doesNotContain("istio-ingress", "BlackHole");
  }

  @Test
  void typesThatNobodyKnowsArePrintedWithTheirKeysAsTheyWere() throws IOException {
    assertThat(print("odd_dump.json", "r", "-o", "json"))
        .contains("\"my_own_filter\": {", "\"someField\": {", "\"innerField\": [", "\"x_y\"")
        .startsWith(
            """
            [
                {
                    "name": "443"
                },
                {
                    "name": "8080",
                    "virtualHosts": [
                        {
                            "name": "shop",
            """);
  }

  @Test
  void filtersChooseWhatIsPrinted() throws IOException {
    assertThat(print("helloworld_dump.json", "l", "--port", "80")).doesNotContain("8080");
    assertThat(print("helloworld_dump.json", "r", "--name", "http.80")).doesNotContain("8080");
    assertThat(print("odd_dump.json", "l", "--type", "http+tcp")).doesNotContain("15090");
  }

  @Test
  void aRunningGatewayIsAsked() throws IOException {
    RouteConfiguration route =
        RouteConfiguration.newBuilder()
            .setName("http.8080")
            .addVirtualHosts(VirtualHost.newBuilder().setName("*:80").addDomains("*"))
            .build();
    TreeMap<String, RouteConfiguration> routes = new TreeMap<>(Map.of("http.8080", route));
    Resources resources =
        new Resources(1, new TreeMap<>(), routes, new TreeMap<>(), new TreeMap<>());
    try (AdminServer server = admin(resources)) {
      String port = Integer.toString(server.address().getPort());
      assertThat(run("r", "--proxy-admin-port", port).out)
          .isEqualTo(
              """
              NAME          VHOST NAME     DOMAINS     MATCH     VIRTUAL SERVICE
              http.8080     *:80           *           /*        404
              """);
      assertThat(run("l", "--proxy-admin-port", port))
          .isEqualTo(
              new Outcome(
                  1, "", "limpet: no listeners found: the gateway has no configuration yet\n"));
    }
  }

  private static AdminServer admin(Resources resources) throws IOException {
    FirstSeen firstSeen = new FirstSeen(InstantSource.system());
    firstSeen.saw(resources);
    AdminView view =
        new AdminView(
            new AdminView.Server("limpet", Node.getDefaultInstance(), 1, Instant.EPOCH),
            () -> ServerInfo.State.LIVE,
            () -> resources,
            () -> Plan.EMPTY,
            firstSeen,
            new Metrics(),
            new ProxyControls(() -> fail("nothing is asked of the proxy")));
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new AdminServer(address, view, InstantSource.system());
  }

  @Test
  void aPortWhereNobodyListensIsNamedWithTheRemedy() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Outcome outcome = run("l", "--proxy-admin-port", Integer.toString(port));
    assertThat(outcome.status).isEqualTo(1);
    assertThat(outcome.err)
        .startsWith("limpet: no gateway listens on 127.0.0.1:" + port)
        .contains("is `limpet demo` or `limpet run` running?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      textBlock =
          """
          ^^; FILE: is empty
          {"configs": ]}; FILE:1: is not JSON
          {}; FILE: has no `configs`
          """)
  void aBadFileIsToldWithItsPlace(String text, String message) throws IOException {
    Path file = folder.resolve("dump.json");
    Files.writeString(file, text);
    Outcome outcome = run("l", "-f", file.toString());
    assertThat(outcome.status).isEqualTo(1);
    assertThat(outcome.err).startsWith("limpet: " + message.replace("FILE", file.toString()));
  }

  @Test
  void anAbsentFileAndABadFormAreToldApart() {
    assertThat(run("l", "-f", "/no/such.json"))
        .isEqualTo(new Outcome(1, "", "limpet: /no/such.json: there is no such file\n"));
    Outcome outcome = run("l", "-o", "xml");
    assertThat(outcome.status).isEqualTo(2);
    assertThat(outcome.err).contains("expected one of short, json, yaml but was 'xml'");
  }

  private String print(String resource, String... arguments) throws IOException {
    Path file = folder.resolve(resource);
    Files.writeString(file, resource(resource));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-f", file.toString()));
    Outcome outcome = run(all.toArray(String[]::new));
    assertThat(outcome.err).isEmpty();
    assertThat(outcome.status).isZero();
    return outcome.out;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ProxyConfigTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new ProxyConfigCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(status, out.toString(), err.toString());
  }

  private record Outcome(int status, String out, String err) {}
}
