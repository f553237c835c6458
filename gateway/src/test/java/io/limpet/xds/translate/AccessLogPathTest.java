package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.reading.PlanBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The access log's whole way: from the file's name in the options to the line in that file.
class AccessLogPathTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final String NAME = "outbound|80||shop.example";

  @TempDir Path folder;

  private static String shop(int endpointPort) {
    return Shop.GATEWAY
        + """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: shop, namespace: default}
        spec:
          hosts: [shop.example]
          resolution: STATIC
          ports: [{number: 80, targetPort: %d, name: http, protocol: HTTP}]
          endpoints: [{address: 127.0.0.1}]
        ---
        """
            .formatted(endpointPort)
        + Shop.routeTo("[{destination: {host: shop.example}}]");
  }

  private static HttpConnectionManager manager(MeshOptions options) throws Exception {
    var listener = Translation.of(options, shop(1)).listeners().firstEntry().getValue();
    var any = listener.getFilterChains(0).getFilters(0).getTypedConfig();
    return any.unpack(HttpConnectionManager.class);
  }

  @Test
  void withoutAFileThereIsNoLog() throws Exception {
    assertThat(manager(MeshOptions.DEFAULT).getAccessLogList()).isEmpty();
    assertThat(manager(MeshOptions.DEFAULT.withAccessLog("/dev/stdout")).getAccessLogList())
        .hasSize(1);
  }

  @Test
  void eachRequestIsALineInIstiosFormat() throws Exception {
    HttpServer endpoint = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
    endpoint.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    endpoint.start();
    Path log = folder.resolve("access.log");
    try {
      ask(plan(log, endpoint.getAddress().getPort()));
    } finally {
      endpoint.stop(0);
    }
    String ip = "127\\.0\\.0\\.1:\\d+";
    assertThat(Files.readAllLines(log))
        .singleElement()
        .asString()
        .matches(
            "\\[[-0-9T:.]+Z] \"GET /buy HTTP/1\\.1\" 200 - via_upstream - \"-\" 0 0 \\d+ \\d+"
                + " \"[^\"]+\" \"Java[^\"]*\" \"[-0-9a-f]{36}\" \""
                + ip
                + "\" \""
                + ip
                + "\" "
                + NAME.replace("|", "\\|")
                + " "
                + ip
                + " "
                + ip
                + " "
                + ip
                + " - .*");
  }

  private static Plan plan(Path log, int endpointPort) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
      port = free.getLocalPort();
    }
    MeshOptions options =
        MeshOptions.DEFAULT.withPorts(Map.of(80, List.of(port))).withAccessLog(log.toString());
    return new PlanBuilder().build(Translation.of(options, shop(endpointPort))).plan();
  }

  private static void ask(Plan plan) throws Exception {
    try (Proxy proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1));
        HttpClient client = HttpClient.newHttpClient()) {
      proxy.start(plan);
      String listener = Objects.requireNonNull(plan.listeners().keySet().iterator().next());
      int port = proxy.address(listener).orElseThrow().getPort();
      URI uri = URI.create("http://127.0.0.1:" + port + "/buy");
      var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }
}
