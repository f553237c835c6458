package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.limpet.Await;
import io.limpet.RealEnvoy;
import io.limpet.model.Problem;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.YamlReader;
import io.limpet.xds.bootstrap.BootstrapFile;
import io.limpet.xds.client.FakeControlPlane;
import io.limpet.xds.resources.MessageJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// The gateway with Envoy's own configuration: from files, and from a control plane that is asked
/// as Envoy asks.
final class GatewayTest {
  private static final String BY_ADS =
      """
      node: {id: one, cluster: two}
      admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
      dynamic_resources:
        ads_config: {api_type: API, grpc_services: [{envoy_grpc: {cluster_name: xds}}]}
        cds_config: {ads: {}}
        lds_config: {ads: {}}
      static_resources:
        clusters:
        - name: xds
          type: STATIC
          connect_timeout: 1s
          typed_extension_protocol_options:
            envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
              "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
              explicit_http_config: {http2_protocol_options: {}}
          load_assignment:
            cluster_name: xds
            endpoints:
            - lb_endpoints:
              - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: PORT}}}
      """;
  private static final String CLUSTER =
      "{name: NAME, type: EDS, connect_timeout: 1s, eds_cluster_config: {eds_config: {ads: {}}}}";
  private static final String FIXED =
      "{name: fixed, type: STATIC, connect_timeout: 1s, load_assignment: {cluster_name: fixed}}";
  private static final String BAD =
      "{name: bad, type: STATIC, connect_timeout: 1s, lb_policy: MAGLEV,"
          + " maglev_lb_config: {table_size: 12}, load_assignment: {cluster_name: bad}}";
  private static final String ENDPOINTS =
      "{cluster_name: NAME, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address:"
          + " {address: 127.0.0.1, port_value: PORT}}}}]}]}";
  private static final String LISTENER =
      """
      name: l
      address: {socket_address: {address: 127.0.0.1, port_value: 0}}
      filter_chains:
      - filters:
        - name: envoy.filters.network.http_connection_manager
          typed_config:
            "@type": "type.googleapis.com/envoy.extensions.filters.network.\
      http_connection_manager.v3.HttpConnectionManager"
            stat_prefix: l
            rds: {route_config_name: r, config_source: {ads: {}}}
            http_filters:
            - name: envoy.filters.http.router
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
      """;
  private static final String ROUTES =
      "{name: r, virtual_hosts: [{name: v, domains: ['*'], routes: [{match: {prefix: /}, route:"
          + " {cluster: NAME}}]}]}";

  @Command
  private static final class Flags {
    @Mixin GatewayServing serving = new GatewayServing();
  }

  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  @Test
  void theExampleIsGoodForBoth() {
    assertThat(validate("-c", "../examples/envoy.yaml"))
        .isEqualTo("configuration '../examples/envoy.yaml' OK\n");
  }

  @Test
  void whatIsNotCarriedOutIsAnErrorOrLenientlyAWarning() {
    String text = "header_prefix: x-mine\ntracing: {}\n";
    assertThat(validate("--config-yaml", text))
        .contains("error: --config-yaml:1: header_prefix: is not carried out by Limpet")
        .contains("error: --config-yaml:2: tracing: is not carried out")
        .contains("2 errors; nothing is served (with --lenient it would be served without that)");
    assertThat(validate("--config-yaml", text, "--lenient"))
        .contains("warning: --config-yaml:1: header_prefix: is not carried out")
        .contains("configuration '--config-yaml' OK");
  }

  @Test
  void aMistakeIsAnErrorAlsoLeniently() {
    assertThat(validate("--config-yaml", "static_resource: {}", "--lenient"))
        .contains("error: --config-yaml:1: static_resource: is no field of")
        .contains("did you mean static_resources?")
        .contains("one error; nothing is served\n");
  }

  /// For Envoy, whose YAML is of version 1.1, these are no texts.
  @Test
  void wordsThatAreTruthsInAnOlderYamlAreTexts() {
    for (String word : List.of("n", "y", "on", "off", "yes", "no")) {
      assertThat(validate("--config-yaml", "node: {id: " + word + "}")).contains("OK");
    }
  }

  @Test
  void aTextIsLaidOverTheFile() {
    assertThat(
            validate(
                "-c",
                "src/test/resources/bootstraps/good.yaml",
                "--config-yaml",
                "{static_resources: {clusters: [{name: web, type: STATIC}]}}"))
        .contains("static_resources.clusters[1].name: there is already a cluster web");
  }

  @Test
  void aFileThatIsNotThereIsTold() {
    assertThat(validate("-c", "nothing.yaml")).isEqualTo("limpet: there is no file nothing.yaml\n");
    assertThat(validate()).contains("say either -c FILE (or --config-yaml TEXT) or --xds");
  }

  /// Where no endpoints are waited for, all is asked for in another order.
  @Test
  void clustersWithTheirOwnEndpointsAreAnsweredAsByEnvoy() throws Exception {
    try (FakeControlPlane forEnvoy = FakeControlPlane.start();
        FakeControlPlane forUs = FakeControlPlane.start()) {
      String envoyFile = BY_ADS.replace("API", "GRPC").replace("PORT", "" + forEnvoy.port());
      CompletableFuture<RealEnvoy> starting =
          CompletableFuture.supplyAsync(() -> RealEnvoy.start(envoyFile));
      List<String> envoySaid = new Script(forEnvoy, "GRPC", 1).withoutEndpoints();
      starting.get(30, TimeUnit.SECONDS).close();
      CompletableFuture<GatewayInstance> ours =
          CompletableFuture.supplyAsync(() -> start(forUs.port(), "GRPC"));
      assertThat(new Script(forUs, "GRPC", 1).withoutEndpoints()).isEqualTo(envoySaid);
      ours.get(30, TimeUnit.SECONDS).close();
    }
  }

  /// A control plane says the same to a real Envoy and to us, also what is bad; both ask for the
  /// same, refuse the same, and serve the same.
  @Test
  void aControlPlaneIsTalkedToAsEnvoyTalks() throws Exception {
    for (String api : List.of("GRPC", "DELTA_GRPC")) {
      try (Backend backend = new Backend();
          FakeControlPlane forEnvoy = FakeControlPlane.start();
          FakeControlPlane forUs = FakeControlPlane.start()) {
        String envoyFile = BY_ADS.replace("API", api).replace("PORT", "" + forEnvoy.port());
        CompletableFuture<RealEnvoy> starting =
            CompletableFuture.supplyAsync(() -> RealEnvoy.start(envoyFile));
        Script envoyScript = new Script(forEnvoy, api, backend.port());
        List<String> envoySaid = envoyScript.begin();
        try (RealEnvoy envoy = starting.get(30, TimeUnit.SECONDS)) {
          assertThat(ask(envoy.port("l"))).isEqualTo("200");
          CompletableFuture<GatewayInstance> ours =
              CompletableFuture.supplyAsync(() -> start(forUs.port(), api));
          Script script = new Script(forUs, api, backend.port());
          assertThat(script.begin()).as(api).isEqualTo(envoySaid);
          GatewayInstance instance = ours.get(30, TimeUnit.SECONDS);
          int port = instance.address("l").orElseThrow().getPort();
          assertThat(ask(port)).isEqualTo("200");
          envoyScript.toNobody();
          script.toNobody();
          Await.until("Envoy has the new routes", () -> ask(envoy.port("l")).equals("503"));
          Await.until("we have the new routes", () -> ask(port).equals("503"));
          instance.close();
        }
      }
    }
    assertThat(told).noneMatch(each -> each.contains("mistake"));
  }

  private GatewayInstance start(int plane, String api) {
    Flags flags = new Flags();
    new CommandLine(flags).parseArgs("--concurrency=1", "--disable-hot-restart");
    BootstrapFile file =
        BootstrapFile.read(
            BY_ADS.replace("API", api).replace("PORT", Integer.toString(plane)), "ads.yaml");
    List<Problem> problems = BootstrapProblems.of(file, false);
    assertThat(problems).isEmpty();
    try {
      return GatewayInstance.start(flags.serving.setup(file, false), told::add);
    } catch (StartException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /// What a control plane says, whoever asks.
  private record Script(FakeControlPlane plane, String api, int backend) {
    /// Until all is there; what was asked, without versions that differ by nature.
    List<String> begin() throws Exception {
      List<String> asked = new ArrayList<>();
      asked.add(plane.asked());
      say("1", cluster("a"), message(BAD, Cluster.newBuilder()).build(), cluster("b"));
      asked.add(plane.asked());
      asked.add(plane.asked());
      say("2", endpoints("a"), endpoints("b"));
      asked.add(plane.asked());
      asked.add(plane.asked());
      say("3", message(LISTENER, Listener.newBuilder()).build());
      asked.add(plane.asked());
      asked.add(plane.asked());
      say("4", routes("a"));
      asked.add(plane.asked());
      return asked;
    }

    List<String> withoutEndpoints() throws Exception {
      List<String> asked = new ArrayList<>();
      asked.add(plane.asked());
      say("1", message(FIXED, Cluster.newBuilder()).build());
      asked.add(plane.asked());
      asked.add(plane.asked());
      plane.sayNoListeners("2");
      asked.add(plane.asked());
      return asked;
    }

    void toNobody() throws Exception {
      say("5", routes("nobody"));
      assertThat(plane.asked()).doesNotContain("NACK");
    }

    private void say(String version, Message... resources) {
      plane.sayEither(api.equals("DELTA_GRPC"), version, resources);
    }

    private static Cluster cluster(String name) throws Exception {
      return message(CLUSTER.replace("NAME", name), Cluster.newBuilder()).build();
    }

    private ClusterLoadAssignment endpoints(String name) throws Exception {
      String text = ENDPOINTS.replace("NAME", name).replace("PORT", Integer.toString(backend));
      return message(text, ClusterLoadAssignment.newBuilder()).build();
    }

    private static RouteConfiguration routes(String cluster) throws Exception {
      return message(ROUTES.replace("NAME", cluster), RouteConfiguration.newBuilder()).build();
    }

    private static <B extends Message.Builder> B message(String yaml, B builder) throws Exception {
      Value tree = YamlReader.readAll(yaml).getFirst().root();
      MessageJson.readWhole(JsonWriter.compact(tree), builder);
      return builder;
    }
  }

  private static String ask(int port) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
      return Integer.toString(client.send(request, BodyHandlers.ofString()).statusCode());
    } catch (IOException gone) {
      return gone.toString();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /// Answers 200 to everything.
  private static final class Backend implements AutoCloseable {
    private final ServerSocket server;

    Backend() throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try {
          Socket socket = server.accept();
          Thread.ofVirtual().start(() -> answer(socket));
        } catch (IOException closed) {
          return;
        }
      }
    }

    private static void answer(Socket socket) {
      byte[] bytes = new byte[8192];
      try (socket) {
        while (socket.getInputStream().read(bytes) > 0) {
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException gone) {
        // Whoever asked has gone.
        return;
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static String validate(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--mode", "validate"));
    return serve(all.toArray(String[]::new));
  }

  private static String serve(String... arguments) {
    StringWriter said = new StringWriter();
    CommandLine line = Usage.of(new Root());
    line.setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
    List<String> all = new ArrayList<>(List.of("gateway"));
    all.addAll(List.of(arguments));
    line.execute(all.toArray(String[]::new));
    return said.toString();
  }

  @Command(name = "limpet", subcommands = GatewayCommand.class)
  private static final class Root {}
}
