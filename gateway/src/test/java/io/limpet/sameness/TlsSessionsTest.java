package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.RealEnvoy;
import io.limpet.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose sessions are resumed, and what is stapled to a certificate: seen by `openssl s_client`, on
/// a real Envoy and on our proxy.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsSessionsTest {
  private static final Path FILE = Path.of("src/test/resources/tls-sessions.yaml");
  private static final Pattern LIFETIME = Pattern.compile("lifetime hint: (\\d+)");

  @TempDir
  @SuppressWarnings("NullAway.Init") // set before all tests
  Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Gateways both;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Gateways others;

  @BeforeAll
  void start() throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    Table table = Table.of("tls-sessions", Files.readString(FILE), endpoints.words());
    both = Gateways.start(table, endpoints);
    others = Gateways.start(table, endpoints);
  }

  @AfterAll
  void close() throws IOException {
    both.close();
    others.close();
    endpoints.close();
  }

  private static Stream<Gateway> each(Gateways gateways) {
    return Stream.of(gateways.envoy(), gateways.limpet());
  }

  /// Whether a session that began at one listener goes on at another.
  private String resumed(Gateway first, String from, Gateway second, String to, String version)
      throws IOException {
    Path session = folder.resolve("session");
    Files.deleteIfExists(session);
    String began = OpenSslTool.client(first.port(from), version, "-sess_out", session.toString());
    assertThat(began).contains("New, TLSv1", "HTTP/1.1 200 OK");
    String went = OpenSslTool.client(second.port(to), version, "-sess_in", session.toString());
    return went.contains("Reused, TLSv1") ? "resumed" : "new";
  }

  @ParameterizedTest
  @CsvSource({
    "usual, -tls1_2, resumed",
    "usual, -tls1_3, resumed",
    "without_tickets, -tls1_2, resumed",
    "without_tickets, -tls1_3, new",
    "without_any, -tls1_2, new",
    "without_any, -tls1_3, new",
    "keyed, -tls1_2, resumed",
    "keyed, -tls1_3, resumed"
  })
  void aSessionIsResumedAsThatIsConfigured(String listener, String version, String how)
      throws IOException {
    for (Gateway each : each(both).toList()) {
      assertThat(resumed(each, listener, each, listener, version))
          .as("%s by %s", each.name(), listener)
          .isEqualTo(how);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "keyed, keyed, resumed",
    "keyed, turned, resumed",
    "turned, keyed, new",
    "usual, usual, new",
    "other, keyed, new"
  })
  void ticketsOfOneReplicaAreTakenByAnotherThatHasTheKey(String from, String to, String how)
      throws IOException {
    for (String version : new String[] {"-tls1_2", "-tls1_3"}) {
      assertThat(resumed(both.envoy(), from, others.envoy(), to, version))
          .as("envoy, %s", version)
          .isEqualTo(how);
      assertThat(resumed(both.limpet(), from, others.limpet(), to, version))
          .as("limpet, %s", version)
          .isEqualTo(how);
    }
  }

  /// Or a client without a certificate would come in by the way of a listener that asks for none.
  @ParameterizedTest
  @CsvSource({"keyed, -tls1_2", "keyed, -tls1_3", "usual, -tls1_2", "usual, -tls1_3"})
  void aSessionOfAListenerThatAsksForNothingIsNoWayAroundOneThatDoes(String from, String version)
      throws IOException {
    for (Gateway each : each(both).toList()) {
      Path session = folder.resolve("around");
      OpenSslTool.client(each.port(from), version, "-sess_out", session.toString());
      assertThat(Files.exists(session)).isTrue();
      assertThat(
              OpenSslTool.client(each.port("demanding"), version, "-sess_in", session.toString()))
          .as(each.name())
          .doesNotContain("HTTP/1.1 200 OK");
    }
  }

  /// What Envoy's documentation of `TlsContextMatchOptions` warns of.
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void onResumingACertificateIsShownAndNotValidated(String version) throws IOException {
    TestAuthority files = TestAuthority.get();
    String[] own = {
      "-cert", files.file("client.pem").toString(), "-key", files.file("client.key").toString()
    };
    for (Gateway each : each(both).toList()) {
      int port = each.port("validating");
      String session = folder.resolve("validated").toString();
      String began = OpenSslTool.client(port, with(own, version, "-sess_out", session));
      assertThat(began).as(each.name()).contains("HTTP/1.1 200 OK");
      String went = OpenSslTool.client(port, with(own, version, "-sess_in", session));
      assertThat(went).as(each.name()).contains("Reused, TLSv1", "HTTP/1.1 202 Accepted");
    }
  }

  private static String[] with(String[] own, String... more) {
    return Stream.of(own, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void aSessionLastsAsLongAsIsSaid() throws IOException {
    for (Gateway each : each(both).toList()) {
      assertThat(lifetime(OpenSslTool.client(each.port("shorter"), "-tls1_2")))
          .as(each.name())
          .isEqualTo("1234");
    }
    assertThat(lifetime(OpenSslTool.client(both.limpet().port("usual"), "-tls1_2")))
        .isEqualTo(lifetime(OpenSslTool.client(both.envoy().port("usual"), "-tls1_2")));
  }

  private static String lifetime(String printed) {
    return LIFETIME
        .matcher(printed)
        .results()
        .map((MatchResult each) -> each.group(1))
        .toList()
        .getFirst();
  }

  @Test
  void whatIsStapledIsShownToWhoAsks() throws IOException {
    for (Gateway each : each(both).toList()) {
      assertThat(OpenSslTool.client(each.port("stapled"), "-status"))
          .as(each.name())
          .contains("OCSP Response Status: successful");
      assertThat(OpenSslTool.client(each.port("usual"), "-status"))
          .as(each.name())
          .contains("OCSP response: no response sent");
      assertThat(OpenSslTool.client(each.port("stapled"))).as(each.name()).contains("200 OK");
    }
  }
}
