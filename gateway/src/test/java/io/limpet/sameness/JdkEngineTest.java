package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.RealEnvoy;
import io.limpet.proxy.tls.TlsEngine;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is agreed on in TLS is what Envoy agrees on, too, where the JDK encrypts for want of
/// BoringSSL.
final class JdkEngineTest {
  private static final String TWO_VERSIONS =
      """
      listeners:
      - name: main
        filter_chains:
        - transport_socket:
            name: tls
            typed_config:
              "@type": "${extensions}.transport_sockets.tls.v3.DownstreamTlsContext"
              common_tls_context:
                tls_params:
                  ecdh_curves: [P-384]
                  cipher_suites: [ECDHE-RSA-AES256-GCM-SHA384, ECDHE-RSA-AES128-GCM-SHA256]
                tls_certificates:
                - certificate_chain: {filename: "${certificates}/server.pem"}
                  private_key: {filename: "${certificates}/server.key"}
                  ocsp_staple: {filename: "${certificates}/server.ocsp"}
          filters:
          - name: http
            typed_config:
              "@type": "${extensions}.filters.network.http_connection_manager.v3.\
      HttpConnectionManager"
              stat_prefix: main
              route_config:
                virtual_hosts:
                - name: all
                  domains: ["*"]
                  routes: [{match: {prefix: /}, direct_response: {status: 200}}]
              http_filters:
              - name: router
                typed_config: {"@type": "${extensions}.filters.http.router.v3.Router"}
      clusters: []
      """;

  private static final List<String> CERTIFICATE_ALERTS =
      List.of(
          "unknown_ca",
          "certificate_unknown",
          "certificate_expired",
          "certificate_revoked",
          "bad_certificate");

  private interface Use {
    void of(Gateways both) throws Exception;
  }

  private static void with(Table table, Endpoints endpoints, Use use) throws Exception {
    RealEnvoy.program();
    try (Gateways both =
        Gateways.start(table, endpoints, OurProxy.usual().withTls(TlsEngine.JDK))) {
      use.of(both);
    }
  }

  /// What is thought of certificates is told of by one code for both engines, so of `tls.yaml`
  /// those rows are left to SamenessTest.
  @ParameterizedTest
  @CsvSource({
    "tls.yaml, false",
    "tls-secrets.yaml, true",
    "tls-facts.yaml, true",
    "tls-upstream.yaml, true"
  })
  void theTableHolds(String name, boolean withCertificates) throws Exception {
    try (Endpoints endpoints = new Endpoints()) {
      Table table = Table.read(name, endpoints.words());
      SoftAssertions all = new SoftAssertions();
      with(
          table,
          endpoints,
          both -> {
            for (Case row : table.cases()) {
              if (withCertificates || !showsOne(row)) {
                all.assertThatCode(() -> run(row, both, endpoints))
                    .as(row.rule())
                    .doesNotThrowAnyException();
              }
            }
          });
      all.assertAll();
    }
  }

  private static boolean showsOne(Case row) {
    return row.steps().stream()
        .map(step -> step.dial().tls())
        .anyMatch(tls -> tls != null && tls.wishes().containsKey("certificate"));
  }

  /// The JDK has one alert for all that may be wrong with a client's certificate, and may send it
  /// while the client still writes, who then hears of the end alone.
  private static void run(Case row, Gateways both, Endpoints endpoints) throws IOException {
    Gateway.Outcome limpet = both.limpet().run(row, endpoints);
    if (row.steps().stream().anyMatch(JdkEngineTest::isRefused)) {
      assertThat(limpet.answers().getLast().getLast().first())
          .isIn("TLS: Received fatal alert: certificate_unknown", "TLS: closed");
      return;
    }
    Gateway.Outcome envoy = both.envoy().run(row, endpoints);
    Checks checks = new Checks(endpoints);
    checks.expected(row, "limpet", limpet);
    if (!row.differs()) {
      checks.same(row, envoy, limpet);
    }
  }

  private static boolean isRefused(Case.Step step) {
    String expected = step.expect() + " " + step.differs();
    return CERTIFICATE_ALERTS.stream().anyMatch(each -> expected.contains("alert: " + each));
  }

  private static void withTwoVersions(Use use) throws Exception {
    try (Endpoints endpoints = new Endpoints()) {
      Map<String, String> words = new HashMap<>(endpoints.words());
      words.put("extensions", "type.googleapis.com/envoy.extensions");
      with(Table.of("two versions", TWO_VERSIONS, words), endpoints, use);
    }
  }

  /// Of TLS 1.2's ciphers ours is the order that counts, of TLS 1.3's the client's.
  @Test
  void theOrderOfCiphersIsEnvoys() throws Exception {
    withTwoVersions(
        both -> {
          for (Gateway each : List.of(both.envoy(), both.limpet())) {
            assertThat(agreed(each, "-tls1_2", "-cipher", "AES128:AES256"))
                .as(each.name())
                .contains("ECDHE-RSA-AES256-GCM-SHA384");
            for (String first : List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384")) {
              String suites = first + ":TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
              assertThat(agreed(each, "-ciphersuites", suites)).as(each.name()).contains(first);
            }
            assertThat(agreed(each)).as(each.name()).contains("secp384r1");
          }
        });
  }

  @Test
  void noStapleIsSent() throws Exception {
    withTwoVersions(
        both -> {
          assertThat(OpenSslTool.client(both.envoy().port("main"), "-status"))
              .contains("OCSP Response Status: successful", "200 OK");
          assertThat(OpenSslTool.client(both.limpet().port("main"), "-status"))
              .contains("OCSP response: no response sent", "200 OK");
        });
  }

  private static String agreed(Gateway gateway, String... flags) throws IOException {
    return OpenSslTool.client(gateway.port("main"), flags)
        .lines()
        .filter(line -> line.startsWith("New, ") || line.startsWith("Server Temp Key"))
        .toList()
        .toString();
  }
}
