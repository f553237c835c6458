package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Http2Peer;
import io.limpet.Http3Peer;
import io.limpet.RealEnvoy;
import io.netty.handler.codec.quic.QuicSslContext;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Both proxies show the same certificates within QUIC, and ask clients for theirs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuicTlsSamenessTest {
  private static final Path FILE = Path.of("src/test/resources/quic-tls.yaml");
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: https", ":path: /", ":authority: a");

  @SuppressWarnings("NullAway.Init") // set before all tests
  private Endpoints endpoints;

  private @Nullable Gateways running;

  @BeforeAll
  void start() throws Exception {
    RealEnvoy.program();
    endpoints = new Endpoints();
    running =
        Gateways.start(Table.of("quic-tls", Files.readString(FILE), endpoints.words()), endpoints);
  }

  @AfterAll
  void close() throws Exception {
    Gateways both = running;
    if (both != null) {
      both.close();
    }
    endpoints.close();
  }

  /// `shown` is the certificate that the client gets.
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          several, example.com,       server, TLSv1.3 [example.com]
          several, other.example.org, other,  TLSv1.3 [other.example.org]
          several, nobody.example,    server, TLSv1.3 [nobody.example]
          several, "",                server, TLSv1.3 []
          chains,  other.example.org, other,  TLSv1.3 [other.example.org]
          chains,  a.example.com,     ec,     TLSv1.3 [a.example.com]
          chains,  nobody.example,    "",     ""
          """)
  void theServerNameChoosesChainAndCertificate(
      String listener, String serverName, String shown, String tls) throws Exception {
    Gateways both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    String wanted = shown.isEmpty() ? "closed" : "CN=%s,O=Limpet %s".formatted(shown, tls);
    for (Gateway each : List.of(both.envoy(), both.limpet())) {
      assertThat(seen(address(each, listener), serverName)).as(each.name()).isEqualTo(wanted);
    }
  }

  /// On resuming nobody is asked for a certificate again. Behind one address there are two
  /// listeners, one after the other.
  @ParameterizedTest
  @CsvSource({"several, '', 116", "trusting, stranger, 48"})
  void aSessionOfAnotherListenerIsNoWayAroundOneThatDemandsACertificate(
      String from, String certificate, int alert) throws Exception {
    Gateways both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    for (Gateway each : List.of(both.envoy(), both.limpet())) {
      KeyManager own = TlsClient.keyManager(certificate);
      QuicSslContext tls = Http3Peer.tls(own);
      var dial = new Http3Peer.Dial("example.com", own);
      try (UdpRelay relay = new UdpRelay(address(each, from))) {
        try (Http3Peer first = new Http3Peer(relay.address(), dial, tls)) {
          assertThat(first.await(first.head(GET, true)).body()).as(each.name()).isEqualTo("hello");
        }
        relay.moveTo(address(each, "demanding"));
        try (Http3Peer second = new Http3Peer(relay.address(), dial, tls)) {
          assertThat(second.await(second.head(GET, true)).head()).as(each.name()).isEmpty();
          assertThat(second.alert()).as(each.name()).isEqualTo(alert);
        }
      }
    }
  }

  /// Whether one is asked for is fixed before the server name is known. `asked` says who asks.
  @ParameterizedTest
  @CsvSource({
    "mixed, other.example.org, envoy limpet",
    "mixed, example.com, limpet",
    "several, example.com, ''"
  })
  void whereAnyChainAsksForACertificateEveryClientIsAsked(
      String listener, String serverName, String asked) throws Exception {
    Gateways both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    var dial = new Http3Peer.Dial(serverName, TlsClient.keyManager("client"));
    for (Gateway each : List.of(both.envoy(), both.limpet())) {
      try (Http3Peer client = new Http3Peer(address(each, listener), dial)) {
        assertThat(client.await(client.head(GET, true)).body()).isEqualTo("hello");
        assertThat(client.showed()).as(each.name()).isEqualTo(asked.contains(each.name()));
      }
    }
  }

  /// Envoy answers at once (RFC 9000, 10.3), so that a client need not wait to find out that its
  /// connection is gone. What is not understood at all, another version, both answer.
  @ParameterizedTest
  @CsvSource({"envoy, 42", "limpet, -1"})
  void aDatagramOfNoConnectionIsReset(String proxy, int resetBytes) throws Exception {
    Gateways both = running;
    if (both == null) {
      throw new IllegalStateException("not started");
    }
    Gateway to = proxy.equals("envoy") ? both.envoy() : both.limpet();
    byte[] ofNoConnection = new byte[61];
    ofNoConnection[0] = 0x40;
    byte[] unknownVersion = new byte[1200];
    byte[] head = {(byte) 0xc0, 0x1a, 0x2a, 0x3a, 0x4a, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0};
    System.arraycopy(head, 0, unknownVersion, 0, head.length);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(5_000);
      socket.connect(address(to, "several"));
      socket.send(new DatagramPacket(ofNoConnection, ofNoConnection.length));
      socket.send(new DatagramPacket(unknownVersion, unknownVersion.length));
      DatagramPacket first = new DatagramPacket(new byte[1500], 1500);
      socket.receive(first);
      boolean isReset = first.getData()[0] > 0;
      assertThat(isReset ? first.getLength() : -1).isEqualTo(resetBytes);
    }
  }

  private static InetSocketAddress address(Gateway of, String listener) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), of.port(listener));
  }

  private static String seen(InetSocketAddress to, String serverName) {
    var dial = new Http3Peer.Dial(serverName, Duration.ofSeconds(5));
    try (Http3Peer client = new Http3Peer(to, dial)) {
      Http2Peer.Message answer = client.await(client.head(GET, true));
      return answer.head().isEmpty() ? "closed" : client.shown() + " " + answer.header("x-tls");
    } catch (IOException refused) {
      return "closed";
    }
  }
}
