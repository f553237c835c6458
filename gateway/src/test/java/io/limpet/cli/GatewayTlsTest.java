package io.limpet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.metrics.Metrics;
import io.limpet.model.Problem;
import io.limpet.xds.bootstrap.BootstrapFile;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.AdsServer;
import io.limpet.xds.server.AdsServer.Place;
import io.limpet.xds.server.Feed;
import io.limpet.xds.server.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// A bootstrap whose cluster for the control plane has a TLS transport socket.
final class GatewayTlsTest {
  private static final String PEM = "src/test/resources/pem/";

  @Command
  private static final class Flags {
    @Mixin GatewayServing serving = new GatewayServing();
  }

  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  private static BootstrapFile bootstrap(int port, String context) {
    String text =
        """
        node: {id: one, cluster: two}
        dynamic_resources:
          ads_config: {api_type: GRPC, grpc_services: [{envoy_grpc: {cluster_name: xds}}]}
          cds_config: {ads: {}, initial_fetch_timeout: 0.1s}
          lds_config: {ads: {}, initial_fetch_timeout: 0.1s}
        static_resources:
          clusters:
          - name: xds
            type: STATIC
            connect_timeout: 1s
            load_assignment:
              cluster_name: xds
              endpoints:
              - lb_endpoints:
                - endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}
            transport_socket:
              name: tls
              typed_config:
                "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.\
        UpstreamTlsContext"
                sni: istiod.internal
                common_tls_context: %s
        """
            .formatted(port, context);
    return BootstrapFile.read(text, "tls.yaml");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          tls_params: {}; tls_params
          tls_certificate_sds_secret_configs: [{name: a}]; tls_certificate_sds_secret_configs
          tls_certificates: [{ocsp_staple: {filename: a}}]; tls_certificates[0].ocsp_staple
          validation_context: {allow_expired_certificate: true}; \
          validation_context.allow_expired_certificate
          validation_context: {trusted_ca: {environment_variable: CA}}; \
          validation_context.trusted_ca.environment_variable
          """)
  void whatIsNotCarriedOutIsNamedWithItsLine(String field, String path) {
    List<Problem> problems = BootstrapProblems.of(bootstrap(1, "{" + field + "}"), false);
    assertThat(problems)
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.field())
                  .isEqualTo(
                      "static_resources.clusters[0].transport_socket.typed_config"
                          + ".common_tls_context."
                          + path);
              assertThat(problem.origin().line()).isEqualTo(21);
              assertThat(problem.message()).contains("is not carried out by Limpet for a control");
            });
  }

  private GatewayInstance gateway(int port, String context) throws StartException {
    BootstrapFile file = bootstrap(port, context.replace("PEM/", PEM));
    assertThat(BootstrapProblems.of(file, false)).isEmpty();
    Flags flags = new Flags();
    new CommandLine(flags).parseArgs("--concurrency=1", "--admin-port=0", "--disable-hot-restart");
    return GatewayInstance.start(flags.serving.setup(file, false), told::add);
  }

  private static AdsServer server() throws IOException {
    Feed feed = new Feed(Clock.systemUTC());
    feed.publish(Resources.EMPTY);
    Path key = Path.of(PEM + "rsa-pkcs1.pem");
    TlsFiles files = new TlsFiles(Path.of(PEM + "rsa.crt"), key, Path.of(PEM + "ec.crt"));
    Place place = new Place(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), files);
    return new AdsServer(List.of(place), _ -> feed, new Metrics(), _ -> {});
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {validation_context: {trusted_ca: {filename: PEM/rsa.crt}}}
          {validation_context: {trusted_ca: {filename: PEM/rsa.crt}, match_typed_subject_alt_names: \
          [{san_type: DNS, matcher: {exact: other}}, {san_type: DNS, matcher: {exact: istiod.test}}]}}
          {tls_certificates: [{certificate_chain: {filename: PEM/ec.crt}, private_key: \
          {filename: PEM/ec-sec1.pem}}], validation_context: {trusted_ca: {filename: PEM/rsa.crt}}}
          {}
          """)
  void theControlPlaneIsAskedByTlsAndBelievedAsEnvoyBelieves(String context) throws Exception {
    try (AdsServer server = server();
        GatewayInstance _ = gateway(server.port(), context)) {
      Await.until("it is asked", () -> !server.streams().isEmpty());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {validation_context: {trusted_ca: {filename: PEM/ec.crt}}}; unable to find valid
          {validation_context: {trusted_ca: {filename: PEM/rsa.crt}, match_typed_subject_alt_names: \
          [{san_type: DNS, matcher: {exact: other.test}}]}}; not for [other.test]
          {validation_context: {trusted_ca: {filename: PEM/none.crt}}}; none.crt
          {tls_certificates: [{certificate_chain: {filename: PEM/ec.crt}, private_key: \
          {filename: PEM/encrypted.pem}}]}; is encrypted
          """)
  void whoIsNotBelievedIsNotAskedAndItIsSaidWhy(String context, String why) throws Exception {
    try (AdsServer server = server();
        GatewayInstance _ = gateway(server.port(), context)) {
      Await.until("it is told: " + why, () -> told.toString().contains(why));
      assertThat(server.streams()).isEmpty();
    }
  }
}
