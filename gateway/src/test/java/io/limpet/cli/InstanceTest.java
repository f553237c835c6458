package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpet.Await;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.restart.RestartPlace;
import io.limpet.source.text.TextSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// What a running gateway says of its own state.
final class InstanceTest {
  private static final String SLOW =
      """
      apiVersion: networking.istio.io/v1
      kind: Gateway
      metadata: {name: edge}
      spec:
        selector: {istio: ingressgateway}
        servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
      ---
      apiVersion: networking.istio.io/v1
      kind: VirtualService
      metadata: {name: slow}
      spec:
        hosts: ["*"]
        gateways: [edge]
        http: [{route: [{destination: {host: slow.example, port: {number: 80}}}]}]
      ---
      apiVersion: networking.istio.io/v1
      kind: ServiceEntry
      metadata: {name: slow}
      spec:
        hosts: [slow.example]
        resolution: STATIC
        ports: [{number: 80, name: http, protocol: HTTP}]
        endpoints: [{address: 127.0.0.1, ports: {http: BACKEND}}]
      """;

  @Command
  private static final class Flags {
    @Mixin GatewayFlags gateway = new GatewayFlags();
  }

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void itIsLiveUntilItDrainsAndAnswersWhatIsUnderWay() throws Exception {
    List<Integer> ports = freePorts();
    Queue<String> told = new ConcurrentLinkedQueue<>();
    try (ServerSocket backend = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String text = SLOW.replace("BACKEND", String.valueOf(backend.getLocalPort()));
      Instance instance =
          Instance.start(
              flags(ports),
              Map.of(80, List.of(ports.getLast())),
              HotRestart.Options.NONE,
              new TextSource("slow.yaml", text, "default"),
              told::add);
      CompletableFuture<Void> closed;
      try (Socket asked = ask(backend, ports.getLast())) {
        assertThat(get(ports.get(0), "/ready").body()).isEqualTo("LIVE\n");
        assertThat(get(ports.get(0), "/server_info").body())
            .contains("\"id\": \"router~127.0.0.1~istio-ingress.istio-ingress~istio-ingress.svc");
        assertThat(get(ports.get(1), "/healthz/ready").statusCode()).isEqualTo(200);
        closed = CompletableFuture.runAsync(instance::close);
        Await.until("it is not ready", () -> status(ports.get(1), "/healthz/ready") == 503);
        assertThat(get(ports.get(0), "/ready").body()).isEqualTo("DRAINING\n");
        assertThat(get(ports.get(0), "/server_info").body()).contains("\"state\": \"DRAINING\"");
        byte[] answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(ASCII);
        asked.getOutputStream().write(answer);
        assertThat(slowAnswer.join().statusCode()).isEqualTo(200);
      }
      closed.join();
    }
    assertThat(told).isEmpty();
  }

  /// Of two that say it, the gateway's own Pod is nearer than the mesh.
  @Test
  void clientsHaveAsLongAsTheProxysConfigurationSays() throws Exception {
    List<Integer> ports = freePorts();
    String text =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data: {mesh: "defaultConfig: {terminationDrainDuration: 600s}"}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: istio-ingress
          namespace: istio-ingress
          labels: {istio: ingressgateway, app: istio-ingress}
          annotations: {proxy.istio.io/config: "terminationDrainDuration: 0s"}
        spec: {containers: [{name: istio-proxy}]}
        ---
        """;
    Instance instance =
        Instance.start(
            flags(ports),
            Map.of(80, List.of(ports.getLast())),
            HotRestart.Options.NONE,
            new TextSource("text.yaml", text + SLOW.replace("BACKEND", "1"), "default"),
            _ -> {});
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), ports.getLast())) {
      CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> instance.drain(false));
      assertThat(drained).succeedsWithin(Duration.ofSeconds(4)); // 5 s are usual
      assertThat(client.isConnected()).isTrue();
    } finally {
      instance.close();
    }
  }

  @Test
  void ofPortsThatMayBeAnyTheOnesItGotAreTold() throws Exception {
    try (Instance instance =
        Instance.start(
            flags(List.of(0, 0, 0)),
            Map.of(80, List.of(freePorts().getLast())),
            HotRestart.Options.NONE,
            new TextSource("slow.yaml", SLOW.replace("BACKEND", "1"), "default"),
            _ -> {})) {
      InstancePorts own = instance.ownPorts();
      assertThat(get(own.admin(), "/ready").body()).isEqualTo("LIVE\n");
      assertThat(get(own.status(), "/healthz/ready").statusCode()).isEqualTo(200);
      assertThat(get(own.api(), "/version").statusCode()).isEqualTo(200);
    }
  }

  /// The pods of the old process have their addresses until it ends.
  @Test
  void podsAreNotStartedASecondTimeByAHotRestart() throws Exception {
    List<Integer> ports = freePorts();
    int baseId = ThreadLocalRandom.current().nextInt(1_000, Integer.MAX_VALUE);
    String web =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: helloworld}]}
        """;
    Instance old = restartable(ports, baseId, 0, SLOW.replace("BACKEND", "1"));
    try {
      assertThatThrownBy(() -> restartable(ports, baseId, 1, web))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("no hot restart: the pods of Deployment default/web would run");
      assertThat(get(ports.get(0), "/ready").body()).isEqualTo("LIVE\n");
    } finally {
      old.close();
    }
  }

  private static Instance restartable(List<Integer> ports, int baseId, int epoch, String text)
      throws StartException {
    return Instance.start(
        flags(ports),
        Map.of(80, List.of(ports.getLast())),
        new HotRestart.Options(
            new RestartPlace(baseId, epoch), true, false, Transport.EPOLL, Duration.ofSeconds(1)),
        new TextSource("text.yaml", text, "default"),
        _ -> {});
  }

  private static final java.nio.charset.Charset ASCII = StandardCharsets.US_ASCII;

  private CompletableFuture<HttpResponse<String>> slowAnswer = new CompletableFuture<>();

  /// The backend's end of a request that waits for its answer.
  private Socket ask(ServerSocket backend, int port) throws IOException {
    slowAnswer = client.sendAsync(request(port, "/"), BodyHandlers.ofString());
    return backend.accept();
  }

  private static GatewayFlags flags(List<Integer> ports) {
    Flags flags = new Flags();
    new CommandLine(flags)
        .parseArgs(
            "--admin-port=" + ports.get(0),
            "--status-port=" + ports.get(1),
            "--api-port=" + ports.get(2),
            "--concurrency=1");
    return flags.gateway;
  }

  private static List<Integer> freePorts() throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0);
        ServerSocket three = new ServerSocket(0);
        ServerSocket four = new ServerSocket(0)) {
      return List.of(
          one.getLocalPort(), two.getLocalPort(), three.getLocalPort(), four.getLocalPort());
    }
  }

  private static HttpRequest request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .version(HttpClient.Version.HTTP_1_1)
        .build();
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(request(port, path), BodyHandlers.ofString());
  }

  private int status(int port, String path) {
    return client.sendAsync(request(port, path), BodyHandlers.ofString()).join().statusCode();
  }
}
