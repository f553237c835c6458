package io.limpet.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `limpet proxy-status` with answers in the shapes of istiods' `/debug/syncz`.
final class ProxyStatusTest {
  private static final String PREFIX = "type.googleapis.com/envoy.";

  private final StringWriter err = new StringWriter();
  private final Map<String, String> pages = new TreeMap<>();
  private HttpServer istiod;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws IOException {
    istiod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    istiod.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String page = pages.get(exchange.getRequestURI().toString());
            byte[] body = (page == null ? "Proxy not connected" : page).getBytes(UTF_8);
            exchange.sendResponseHeaders(page == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    istiod.start();
  }

  @AfterEach
  void stop() {
    istiod.stop(0);
  }

  private String address() {
    return "127.0.0.1:" + istiod.getAddress().getPort();
  }

  private String printed(int exit, String... flags) {
    StringWriter out = new StringWriter();
    List<String> arguments =
        new ArrayList<>(List.of("--control-port", "" + istiod.getAddress().getPort()));
    arguments.addAll(List.of(flags));
    assertThat(
            new CommandLine(new ProxyStatusCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new)))
        .isEqualTo(exit);
    return out.toString();
  }

  private static String type(String name, String fields) {
    return "\"%s%s\": {%s}".formatted(PREFIX, name, fields);
  }

  /// As istiod 1.32 answers.
  private void gateways() {
    String time = Instant.now().minus(Duration.ofSeconds(200)).toString();
    String synced = "\"sent\": \"n1\", \"acked\": \"n1\", \"sentTime\": \"" + time + "\"";
    String stale = "\"sent\": \"n2\", \"acked\": \"n1\", \"sentTime\": \"" + time + "\"";
    String never = "\"sentTime\": \"0001-01-01T00:00:00Z\"";
    pages.put(
        "/debug/syncz",
        """
        [{"cluster_id": "Kubernetes", "proxy": "gw-0.ingress", "proxy_type": "router",
          "proxy_version": "1.32.0", "istio_version": "1.32.0", "cluster_sent": "n1",
          "cluster_acked": "n1", "resources": {%s}},
         {"cluster_id": "Kubernetes", "proxy": "web-0.shop", "proxy_type": "sidecar",
          "istio_version": "1.31.2", "resources": {%s}}]
        """
            .formatted(
                String.join(
                    ",",
                    type("config.cluster.v3.Cluster", synced),
                    type("config.endpoint.v3.ClusterLoadAssignment", stale),
                    type("config.listener.v3.Listener", synced + ", \"lastError\": \"bad\""),
                    type("config.route.v3.RouteConfiguration", never)),
                String.join(
                    ",",
                    type("config.cluster.v3.Cluster", synced),
                    type("extensions.transport_sockets.tls.v3.Secret", synced))));
  }

  @Test
  void theTableIsIstioctls() {
    gateways();
    String at = address();
    String wide = " ".repeat(at.length() - "ISTIOD".length() + 5);
    assertThat(printed(0))
        .isEqualTo(
            """
            NAME             CLUSTER        ISTIOD%1$sVERSION     SUBSCRIBED TYPES
            gw-0.ingress     Kubernetes     %2$s     1.32.0      4 (CDS,LDS,EDS,RDS)
            web-0.shop       Kubernetes     %2$s     1.31.2      2 (CDS,SDS)
            """
                .formatted(wide, at));
    assertThat(printed(0, "-n", "shop")).contains("web-0").doesNotContain("gw-0");
  }

  @Test
  void typesAreColumnsInTheOrderOfTheirUrls() {
    gateways();
    assertThat(printed(0, "-v").replaceAll("3m2\\ds", "3m20s").lines().map(ProxyStatusTest::words))
        .containsExactly(
            "NAME|CLUSTER|CDS|EDS|LDS|RDS|SDS|ISTIOD|VERSION",
            "gw-0.ingress|Kubernetes|SYNCED (3m20s)|STALE (3m20s)|ERROR (3m20s)|NOT SENT|IGNORED|"
                + address()
                + "|1.32.0",
            "web-0.shop|Kubernetes|SYNCED (3m20s)|IGNORED|IGNORED|IGNORED|SYNCED (3m20s)|"
                + address()
                + "|1.31.2");
  }

  private static String words(String line) {
    return line.replaceAll(" {5,}", "|");
  }

  @Test
  void anOlderIstiodNamesFiveTypesAndNoTimes() {
    pages.put(
        "/debug/syncz",
        """
        [{"cluster_id": "east", "proxy": "gw-0.ingress", "proxy_version": "1.20.1",
          "cluster_sent": "a", "cluster_acked": "a", "listener_sent": "b"}]
        """);
    assertThat(printed(0, "-v").lines().map(ProxyStatusTest::words))
        .containsExactly(
            "NAME|CLUSTER|CDS|LDS|ISTIOD|VERSION",
            "gw-0.ingress|east|SYNCED|STALE|" + address() + "|1.20.1*");
    assertThat(printed(0)).contains("2 (CDS,LDS)");
  }

  @Test
  void anIstiodWithoutProxiesSaysNull() {
    pages.put("/debug/syncz", "null");
    assertThat(printed(0)).isEqualTo("no gateway is connected\n");
  }

  @Test
  void theWholeAnswerIsPrintedInJsonAndYaml() {
    gateways();
    assertThat(printed(0, "-o", "json")).contains("\"lastError\": \"bad\"");
    assertThat(printed(0, "-o", "yaml", "-n", "ingress"))
        .contains("lastError: bad", "istio_version: 1.32.0")
        .doesNotContain("web-0");
    printed(2, "-o", "xml");
    assertThat(err.toString()).contains("expected one of table, json, yaml but was 'xml'");
  }

  private static String dump(String timeout, String extra) {
    return """
    {"configs": [
      {"@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
       "static_clusters": [{"cluster": {
         "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster", "name": "xds"}}],
       "dynamic_active_clusters": [{"cluster": {
         "@type": "type.googleapis.com/envoy.config.cluster.v3.Cluster",
         "name": "a", "type": "EDS", "connect_timeout": "%s"}}%s]},
      {"@type": "type.googleapis.com/envoy.admin.v3.ListenersConfigDump"},
      {"@type": "type.googleapis.com/envoy.admin.v3.RoutesConfigDump"}]}
    """
        .formatted(timeout, extra);
  }

  @Test
  void aGatewayThatHasSomethingElseIsShownLineByLine() throws IOException {
    gateways();
    pages.put("/debug/config_dump?proxyID=gw-0.ingress", dump("10s", ""));
    Path saved = folder.resolve("dump.json");
    String more =
        ", {\"cluster\": {\"@type\": \"%sconfig.cluster.v3.Cluster\", \"name\": \"b\"}}"
            .formatted(PREFIX);
    Files.writeString(saved, dump("1s", more));
    assertThat(printed(0, "gw-0", "-f", saved.toString()))
        .isEqualTo(
            """
            --- Istiod Clusters
            +++ Envoy Clusters
            @@ -1,5 +1,8 @@
             {
                 "name": "a",
                 "type": "EDS",
            -    "connectTimeout": "10s"
            +    "connectTimeout": "1s"
             }
            +{
            +    "name": "b"
            +}

            Listeners Match
            Routes Match
            """);
    printed(1, "web-0.shop", "-f", saved.toString());
    assertThat(err.toString()).contains("answered 404 (Proxy not connected)");
    printed(1, "nobody", "-f", saved.toString());
    assertThat(err.toString())
        .contains("no gateway nobody is connected; there are gw-0.ingress, web-0.shop");
  }
}
