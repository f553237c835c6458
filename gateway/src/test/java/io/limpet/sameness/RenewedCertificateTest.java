package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.Http2Peer;
import io.limpet.Http3Peer;
import io.limpet.RealEnvoy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A certificate that is renewed while clients are connected: they go on, and new ones are shown
/// the new one, over TCP and over QUIC, by a real Envoy and by our proxy.
final class RenewedCertificateTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: https", ":path: /", ":authority: a");
  private static final String TABLE =
      """
      bootstrap: {node: {id: one, cluster: two}}
      listeners:
      - name: tcp
        filter_chains:
        - transport_socket:
            name: tls
            typed_config:
              "@type": "${extensions}.transport_sockets.tls.v3.DownstreamTlsContext"
              common_tls_context:
                tls_certificate_sds_secret_configs:
                - {name: s, sds_config: {path_config_source: {path: "${file}"}}}
          filters:
          - name: http
            typed_config:
              "@type": "${manager}"
              stat_prefix: tcp
              route_config: &routes
                virtual_hosts:
                - name: all
                  domains: ["*"]
                  routes: [{match: {prefix: /}, direct_response: {status: 200}}]
              http_filters: &filters
              - name: router
                typed_config: {"@type": "${extensions}.filters.http.router.v3.Router"}
      - name: quic
        address: {socket_address: {protocol: UDP, address: 127.0.0.1, port_value: 0}}
        udp_listener_config: {quic_options: {}}
        filter_chains:
        - transport_socket:
            name: quic
            typed_config:
              "@type": "${extensions}.transport_sockets.quic.v3.QuicDownstreamTransport"
              downstream_tls_context:
                common_tls_context:
                  tls_certificate_sds_secret_configs:
                  - {name: s, sds_config: {path_config_source: {path: "${file}"}}}
          filters:
          - name: http
            typed_config:
              "@type": "${manager}"
              codec_type: HTTP3
              stat_prefix: quic
              route_config: *routes
              http_filters: *filters
      clusters: []
      """;

  @TempDir Path folder;

  /// A client that stays connected.
  private interface Client extends AutoCloseable {
    /// The name in the certificate that it was shown.
    String shown();

    String status() throws IOException;

    @Override
    void close() throws IOException;
  }

  private record OverTcp(SSLSocket socket) implements Client {
    static Client of(Gateway gateway) throws IOException {
      Socket plain = new Socket(InetAddress.getLoopbackAddress(), gateway.port("tcp"));
      return new OverTcp(new TlsClient(Map.of()).over(plain));
    }

    @Override
    public String shown() {
      try {
        return TlsClient.told(socket).replaceAll(".*CN=([a-z]+).*", "$1");
      } catch (IOException none) {
        throw new IllegalStateException(none);
      }
    }

    @Override
    public String status() throws IOException {
      byte[] request = "GET / HTTP/1.1\r\nhost: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(request);
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new IOException("closed after " + head);
        }
        head.append((char) next);
      }
      return head.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record OverQuic(Http3Peer peer) implements Client {
    static Client of(Gateway gateway) throws IOException {
      InetSocketAddress to =
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gateway.port("quic"));
      return new OverQuic(new Http3Peer(to, new Http3Peer.Dial("example.com", PATIENCE)));
    }

    @Override
    public String shown() {
      return peer.shown().replaceAll(".*CN=([a-z]+).*", "$1");
    }

    @Override
    public String status() throws IOException {
      Http2Peer.Message answer = peer.await(peer.head(GET, true));
      return answer.header(":status");
    }

    @Override
    public void close() throws IOException {
      peer.close();
    }
  }

  private interface Dial {
    Client of(Gateway gateway) throws IOException;
  }

  @Test
  void whoIsConnectedGoesOnAndWhoComesIsShownTheNewOne() throws Exception {
    RealEnvoy.program();
    SecretFileRow.Step renewed =
        SecretFileRow.move("s.yaml", SecretFileRow.response(SecretFileRow.pair("other")));
    SecretFileRow.move("s.yaml", SecretFileRow.response(SecretFileRow.pair("server"))).in(folder);
    try (Endpoints endpoints = new Endpoints();
        Gateways both = Gateways.start(Table.of("renewed", TABLE, words()), endpoints);
        Client envoyTcp = begun(OverTcp::of, both.envoy());
        Client envoyQuic = begun(OverQuic::of, both.envoy());
        Client tcp = begun(OverTcp::of, both.limpet());
        Client quic = begun(OverQuic::of, both.limpet())) {
      renewed.in(folder);
      for (Gateway each : List.of(both.envoy(), both.limpet())) {
        Await.until(each.name() + " over TCP", () -> shown(OverTcp::of, each).equals("other 200"));
        Await.until(
            each.name() + " over QUIC", () -> shown(OverQuic::of, each).equals("other 200"));
      }
      for (Client each : List.of(envoyTcp, envoyQuic, tcp, quic)) {
        assertThat(each.status()).as("of the older certificate").isEqualTo("200");
      }
    }
  }

  private Map<String, String> words() {
    String extensions = "type.googleapis.com/envoy.extensions";
    return Map.of(
        "file",
        folder.resolve("s.yaml").toString(),
        "manager",
        extensions + ".filters.network.http_connection_manager.v3.HttpConnectionManager",
        "extensions",
        extensions);
  }

  private static Client begun(Dial dial, Gateway gateway) throws IOException {
    Client client = dial.of(gateway);
    assertThat(client.shown() + " " + client.status()).isEqualTo("server 200");
    return client;
  }

  private static String shown(Dial dial, Gateway gateway) {
    try (Client client = dial.of(gateway)) {
      return client.shown() + " " + client.status();
    } catch (IOException failed) {
      return "closed";
    }
  }
}
