package io.limpet.xds.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.mesh.MeshOptions;
import io.limpet.metrics.Metrics;
import io.limpet.proxy.Proxy;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.plan.reading.PlanBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What our own proxy, which asks no authorizer, makes of CUSTOM policies.
class ExternalAuthorizersTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static final String INPUT =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: shop, namespace: default}
      spec:
        selector: {istio: ingressgateway}
        servers:
        - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
        - {port: {number: 90, name: tcp, protocol: TCP}, hosts: ["*"]}
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: shop, namespace: default}
      spec:
        hosts: ["*"]
        gateways: [shop]
        http: [{directResponse: {status: 200}}]
        tcp: [{match: [{port: 90}], route: [{destination: {host: authz.default.svc.cluster.local}}]}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: authz, namespace: default}
      spec: {ports: [{port: 9000, name: grpc}]}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data:
        mesh: |
          extensionProviders:
          - name: authz
            envoyExtAuthzGrpc: {service: authz.default.svc.cluster.local, port: 9000, FIELDS}
      ---
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: {name: ask, namespace: istio-ingress}
      spec:
        action: CUSTOM
        provider: {name: authz}
        rules: [{to: [{operation: {paths: ["/ask*"]}}]}]
      """;

  @ParameterizedTest
  @CsvSource({
    "failOpen: false, /free, 200",
    "failOpen: false, /ask, 403",
    "failOpen: true, /ask/more, 403",
    "'statusOnError: \"503\"', /ask, 503"
  })
  void whatAnAuthorizerWouldBeAskedAboutIsRefused(String fields, String path, int status)
      throws Exception {
    try (Running running = new Running(INPUT.replace("FIELDS", fields));
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + running.http + path);
      var answer = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
      assertThat(answer.statusCode()).isEqualTo(status);
    }
  }

  /// Paths cannot be asked for of a connection, so that the rule is for all of them.
  @Test
  void connectionsThatAnAuthorizerWouldBeAskedAboutAreClosed() throws Exception {
    try (Running running = new Running(INPUT.replace("FIELDS", "failOpen: true"));
        Socket socket = new Socket(LOOPBACK, running.tcp)) {
      socket.setSoTimeout(10_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(problems(INPUT.replace("FIELDS", "failOpen: true")))
        .anyMatch(each -> each.contains("connections that it would be asked about are closed"))
        .anyMatch(each -> each.contains("requests that it would be asked about are refused"));
  }

  private static List<String> problems(String input) {
    return new PlanBuilder()
        .build(Translation.of(MeshOptions.DEFAULT, input)).problems().stream()
            .map(Object::toString)
            .toList();
  }

  private static final class Running implements AutoCloseable {
    private final Proxy proxy = new Proxy(ProxyOptions.usual(new Metrics()).withEventLoops(1));
    private final int http = free();
    private final int tcp = free();

    Running(String input) throws Exception {
      MeshOptions options =
          MeshOptions.DEFAULT.withPorts(Map.of(80, List.of(http), 90, List.of(tcp)));
      proxy.start(new PlanBuilder().build(Translation.of(options, input)).plan());
    }

    private static int free() throws java.io.IOException {
      try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
        return free.getLocalPort();
      }
    }

    @Override
    public void close() {
      proxy.close();
    }
  }
}
