package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.TestAuthority;
import io.limpet.xds.bootstrap.BootstrapFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// A gateway whose bootstrap names a secret in a file.
final class GatewaySecretFilesTest {
  private static final String BOOTSTRAP =
      """
      static_resources:
        listeners:
        - name: l
          address: {socket_address: {address: 127.0.0.1, port_value: 0}}
          filter_chains:
          - filters:
            - name: tcp
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                stat_prefix: m
                cluster: c
            transport_socket:
              name: tls
              typed_config:
                "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.\
      DownstreamTlsContext"
                common_tls_context:
                  tls_certificate_sds_secret_configs:
                  - {name: web, sds_config: {path_config_source: {path: "FILE"}}}
        clusters:
        - {name: c, type: STATIC, connect_timeout: 1s}
      """;

  @Command
  private static final class Flags {
    @Mixin GatewayServing serving = new GatewayServing();
  }

  @TempDir Path folder;
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  private static String response() {
    return """
    resources:
    - "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret
      name: web
      tls_certificate: {certificate_chain: {filename: "%s"}, private_key: {filename: "%s"}}
    """
        .formatted(TestAuthority.get().file("server.pem"), TestAuthority.get().file("server.key"));
  }

  @Test
  void aGatewayWithoutANodeWaitsForAFileThatCanBeUsed() throws Exception {
    Path file = Files.writeString(folder.resolve("s.yaml"), "resources: []");
    String text = BOOTSTRAP.replace("FILE", file.toString());
    BootstrapFile bootstrap = BootstrapFile.read(text, "b.yaml");
    assertThat(BootstrapProblems.of(bootstrap, false)).isEmpty();
    Flags flags = new Flags();
    new CommandLine(flags).parseArgs("--concurrency=1", "--admin-port=0", "--disable-hot-restart");
    try (GatewayInstance gateway =
        GatewayInstance.start(flags.serving.setup(bootstrap, false), told::add)) {
      assertThat(told)
          .anyMatch(each -> each.startsWith("error: " + file + ":1: resources: must be the secret"))
          .anyMatch(each -> each.contains("the secret web of " + file + " is not there yet"));
      Path next = Files.writeString(folder.resolve("next"), response());
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      Await.until("it is fine again", () -> told.contains("files of secrets: fine again"));
      assertThat(dump(gateway)).contains("\"name\": \"web\"").contains("W3JlZGFjdGVkXQ==");
    }
  }

  private static String dump(GatewayInstance gateway) throws Exception {
    int port = gateway.admin().orElseThrow().getPort();
    URI uri =
        URI.create("http://127.0.0.1:" + port + "/config_dump?resource=dynamic_active_secrets");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
