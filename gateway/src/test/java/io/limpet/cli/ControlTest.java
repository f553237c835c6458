package io.limpet.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.limpet.AdsBootstraps;
import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.control.Limits;
import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.MeshOptions;
import io.limpet.source.file.FileSource;
import io.limpet.xds.server.AdsServer.Place;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// `limpet control` with gateways that serve: a real Envoy, or `limpet gateway`.
final class ControlTest {
  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> running = new ArrayList<>();
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private final int listener = freePort();
  private final int xds = freePort();
  private MeshOptions options = MeshOptions.DEFAULT;
  private int admin;
  private int gatewayAdmin;

  @BeforeEach
  void backends() throws IOException {
    StringBuilder endpoints = new StringBuilder();
    for (int i = 1; i <= 3; i++) {
      String name = "pod-" + i;
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(200, name.length());
              exchange.getResponseBody().write(name.getBytes(US_ASCII));
            }
          });
      server.start();
      running.add(() -> server.stop(0));
      endpoints.append(
          "  - {address: 127.0.0.1, ports: {http: %d}}%n".formatted(server.getAddress().getPort()));
    }
    pods = endpoints.toString();
    write(
        "shop.yaml",
        """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: shop}
        spec:
          selector: {istio: ingressgateway}
          servers: [{port: {number: %d, name: http, protocol: HTTP}, hosts: ["*"]}]
        ---
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: shop, labels: {istio.io/persistent-session: sticky}}
        spec:
          hosts: [shop.example.com]
          resolution: STATIC
          location: MESH_INTERNAL
          ports: [{number: 80, name: http, protocol: HTTP}]
          endpoints:
        %s
        """
            .formatted(listener, pods));
  }

  private String pods = "";

  private static final String ROUTES =
      """
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: shop}
      spec:
        hosts: ["*"]
        gateways: [shop]
        http:
        - headers: {response: {set: {x-edition: "%s"}}}
          route: [{destination: {host: shop.example.com, port: {number: 80}}}]
      """;

  private void write(String file, String text) throws IOException {
    Path next = folder.resolve(file + ".new");
    Files.writeString(next, text);
    Files.move(next, folder.resolve(file), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : running.reversed()) {
      each.close();
    }
    client.close();
  }

  private ControlInstance control() throws Exception {
    ControlInstance control =
        ControlInstance.start(
            new ControlInstance.Setup(
                GatewayProxy.DEFAULT,
                options,
                Limits.DEFAULT,
                List.of(
                    new Place(new InetSocketAddress(InetAddress.getLoopbackAddress(), xds), null)),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null),
            new FileSource(List.of(folder), "default"),
            told::add);
    admin = control.adminPort();
    return control;
  }

  private void gateway(String kind) throws Exception {
    switch (kind) {
      case "envoy, whole lists" ->
          running.add(RealEnvoy.start(AdsBootstraps.of("whole", "GRPC", xds)));
      case "envoy, differences" ->
          running.add(RealEnvoy.start(AdsBootstraps.of("parts", "DELTA_GRPC", xds)));
      default -> {
        GatewayInstance driven = new DrivenGateway(false).start(xds, "--xds-api=delta");
        running.add(driven);
        gatewayAdmin = driven.admin().orElseThrow().getPort();
      }
    }
  }

  private HttpResponse<String> get(String url, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String edition() {
    try {
      HttpResponse<String> answer = get("http://127.0.0.1:" + listener + "/");
      return answer.headers().firstValue("x-edition").orElse("none");
    } catch (Exception notYet) {
      return "none, " + notYet;
    }
  }

  private void awaitEdition(String edition) {
    Await.until(
        "edition " + edition, java.time.Duration.ofSeconds(30), () -> edition().equals(edition));
  }

  /// One user who asks again and again: what went wrong, and where it was served.
  private final class User implements AutoCloseable {
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean over;

    private void run() {
      try {
        HttpResponse<String> first = get("http://127.0.0.1:" + listener + "/");
        String cookie = first.headers().firstValue("set-cookie").orElseThrow().split(";", -1)[0];
        while (!over) {
          HttpResponse<String> next = get("http://127.0.0.1:" + listener + "/", "cookie", cookie);
          if (next.statusCode() != 200 || !next.body().equals(first.body())) {
            wrong.add(next.statusCode() + " " + next.body() + " after " + first.body());
          }
          asked.incrementAndGet();
        }
      } catch (Exception failed) {
        wrong.add(failed.toString());
      }
    }

    void asksMore() {
      int before = asked.get();
      Await.until("50 more requests", () -> asked.get() > before + 50 || !wrong.isEmpty());
    }

    @Override
    public void close() {
      over = true;
      try {
        thread.join();
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"envoy, whole lists", "envoy, differences", "limpet gateway"})
  void aRestartOfTheControlPlaneFailsNoRequestAndMovesNoSession(String kind) throws Exception {
    write("routes.yaml", ROUTES.formatted("first"));
    ControlInstance control = control();
    gateway(kind);
    awaitEdition("first");
    List<User> users = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      User user = new User();
      user.thread.start();
      users.add(user);
    }
    users.forEach(User::asksMore);
    control.close();
    users.forEach(User::asksMore);
    write("routes.yaml", ROUTES.formatted("second"));
    running.add(control());
    awaitEdition("second");
    users.forEach(User::asksMore);
    for (User each : users) {
      each.close();
      assertThat(each.wrong).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"envoy, whole lists", "envoy, differences"})
  void whatAnEnvoyRefusesLeavesTheRestUpToDate(String kind) throws Exception {
    options = MeshOptions.ISTIO;
    write("routes.yaml", ROUTES.formatted("first"));
    running.add(control());
    gateway(kind);
    awaitEdition("first");
    write(
        "routes.yaml",
        ROUTES.formatted("second")
            + """
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: other}
            spec:
              hosts: [other.example.com]
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints: [{address: 127.0.0.2}]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: other}
            spec:
              host: other.example.com
              trafficPolicy:
                loadBalancer:
                  consistentHash: {httpHeaderName: x-user, maglev: {tableSize: 1000}}
            """);
    awaitEdition("second");
    Await.until("it is shown", () -> syncz().contains("must be prime number"));
    write("routes.yaml", ROUTES.formatted("third"));
    awaitEdition("third");
  }

  private String syncz() {
    return page("/debug/syncz");
  }

  private String page(String path) {
    try {
      return get("http://127.0.0.1:" + admin + path).body();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void thePagesTellWhatThereIsAndWhoTookIt() throws Exception {
    write("routes.yaml", ROUTES.formatted("first"));
    running.add(control());
    gateway("limpet gateway");
    awaitEdition("first");
    Await.until("all is taken", () -> syncz().contains("\"route_acked\" : \""));
    String proxy = "istio-ingress.istio-ingress";
    assertThat(syncz()).contains("\"proxy\" : \"" + proxy, "router", "cluster_sent");
    assertThat(page("/debug/adsz")).contains("\"totalClients\" : 1", "DELTA_GRPC");
    assertThat(page("/debug/connections")).contains("router~");
    assertThat(page("/debug/config_dump?proxyID=" + proxy))
        .contains("ClustersConfigDump", "shop.example.com", "x-edition");
    assertThat(page("/debug/config_dump?proxyID=nobody")).contains("no gateway nobody");
    assertThat(page("/debug/config_dump")).contains("proxyID");
    assertThat(page("/debug/edsz?proxyID=" + proxy)).contains("127.0.0.1");
    assertThat(page("/debug/endpointz")).contains("\"shop.example.com\"", "\"127.0.0.1\"");
    assertThat(page("/debug/registryz")).contains("\"hostname\" : \"shop.example.com\"");
    assertThat(page("/debug/configz")).contains("shop.yaml:1");
    assertThat(page("/debug/list")).contains("\"syncz\"", "\"registryz\"");
    assertThat(page("/metrics"))
        .contains(
            "pilot_xds{version=\"1.32\"} 1",
            "pilot_xds_pushes{type=\"cds\"}",
            "pilot_services{} 1");
    assertThat(get("http://127.0.0.1:" + admin + "/ready").statusCode()).isEqualTo(200);
    assertThat(page("/version")).isEqualTo(Version.text());
    assertThat(page("/nothing")).contains("/debug/syncz");
    assertThat(status("-v")).contains("NAME", proxy + "     Kubernetes     SYNCED (");
    assertThat(status(proxy, "--proxy-admin-port", "" + gatewayAdmin))
        .contains("Clusters Match\n", "Listeners Match\n", "Routes Match (RDS last loaded at 2");
    assertThat(status()).contains("SUBSCRIBED TYPES", "4 (CDS,LDS,EDS,RDS)");
    assertThat(status("-o", "json")).contains("cluster_sent");
  }

  @Test
  void whatAnEnvoyWouldRefuseIsShownWithWhatServesInItsPlace() throws Exception {
    write("routes.yaml", ROUTES.formatted("first"));
    running.add(control());
    gateway("limpet gateway");
    awaitEdition("first");
    write(
        "filter.yaml",
        """
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata: {name: refused, namespace: istio-system}
        spec:
          configPatches:
          - applyTo: CLUSTER
            match: {cluster: {service: shop.example.com}}
            patch:
              operation: MERGE
              value: {outlier_detection: {max_ejection_percent: 200}}
        """);
    String proxy = "istio-ingress.istio-ingress";
    String dump = "/debug/config_dump?proxyID=" + proxy;
    Await.until("it is withheld", () -> page(dump).contains("\"error_state\""));
    assertThat(page(dump))
        .contains("outlier_detection.max_ejection_percent: is 200, and must be at most 100")
        .containsPattern("(?s)\"cluster\": \\{\\s*\"@type\"[^@]*shop.example.com");
    assertThat(page("/debug/withheld"))
        .contains("\"lastGoodServed\" : true", "\"field\" : \"outlier_detection.max_");
    assertThat(page("/metrics")).contains("limpet_xds_withheld{} 1\n");
    Await.until(
        "it is told",
        () -> told.stream().anyMatch(each -> each.contains("its last good version keeps serving")));
    assertThat(edition()).isEqualTo("first");
  }

  private String status(String... flags) {
    StringWriter out = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("--control-port", "" + admin));
    arguments.addAll(List.of(flags));
    int exit =
        new CommandLine(new ProxyStatusCommand())
            .setOut(new PrintWriter(out))
            .execute(arguments.toArray(String[]::new));
    assertThat(exit).isZero();
    return out.toString();
  }
}
