package io.limpet.sameness;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.Http2Peer;
import io.limpet.Http3Peer;
import io.limpet.RealEnvoy;
import io.limpet.TestAuthority;
import io.limpet.model.tree.JsonWriter;
import io.limpet.proxy.ProxyOptions;
import io.limpet.proxy.plan.OverloadPlan;
import io.limpet.proxy.plan.RuntimeValues;
import io.limpet.xds.bootstrap.BootstrapReader;
import io.limpet.xds.bootstrap.StaticResources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What holds for connections of QUIC, beside the tables: with an Envoy as client, with a client
/// whose address changes, and with one that gives up.
final class Http3ConnectionsTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: https", ":path: /x", ":authority: example.com");
  private static final String TABLE =
      """
      http3: true
      routes: [{match: {prefix: /}, route: {cluster: web}}]
      clusters: [{name: web, endpoints: [a]}]
      """;

  private static OurProxy proxy(Endpoints endpoints, int loops) throws Exception {
    return proxy(endpoints, loops, ProxyOptions.Bounds.NONE);
  }

  private static OurProxy proxy(Endpoints endpoints, int loops, ProxyOptions.Bounds bounds)
      throws Exception {
    Table table = Table.of("http3", TABLE, endpoints.words());
    String text =
        JsonWriter.compact(Gateways.value(table.bootstrap(endpoints, Path.of("/dev/null"))));
    return new OurProxy(
        StaticResources.of(BootstrapReader.read(text, "table.json")),
        RuntimeValues.NONE,
        bounds,
        loops);
  }

  private static InetSocketAddress address(OurProxy proxy) {
    return new InetSocketAddress(LOOPBACK, proxy.port("main"));
  }

  private static String stats(OurProxy proxy) {
    return new AdminPort(proxy.adminPort()).get("/stats");
  }

  @Test
  void aClientWhoseAddressChangesKeepsItsConnection() throws Exception {
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 4);
        UdpRelay relay = new UdpRelay(address(proxy));
        Http3Peer client = new Http3Peer(relay.address(), "")) {
      for (int i = 0; i < 6; i++) {
        Http2Peer.Message read = client.await(client.head(GET, true));
        assertThat(read.header(":status")).as("request " + i).isEqualTo("200");
        relay.rebind();
      }
      assertThat(stats(proxy)).contains("http.main.downstream_cx_http3_total: 1\n");
    }
  }

  @Test
  void anEnvoySpeaksHttp3WithUs() throws Exception {
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 1);
        RealEnvoy envoy = RealEnvoy.start(client(proxy.port("main")));
        HttpWire wire = new HttpWire(new Socket(LOOPBACK, envoy.port("main")))) {
      HttpWire.Message get = ask(wire, "GET /x HTTP/1.1\r\nhost: example.com\r\n\r\n");
      assertThat(get.status()).isEqualTo(200);
      assertThat(get.header("x-endpoint")).isEqualTo("a");
      String body = "0123456789".repeat(20_000);
      HttpWire.Message post =
          ask(
              wire,
              "POST /x HTTP/1.1\r\nhost: example.com\r\nx-answer: content-type: text/html;"
                  + " charset=utf-8\r\ncontent-length: %d\r\n\r\n%s"
                      .formatted(body.length(), body));
      assertThat(post.status()).isEqualTo(200);
      assertThat(stats(proxy)).contains("http.main.downstream_rq_http3_total: 2\n");
      assertThat(envoy.admin("/stats")).contains("cluster.limpet.upstream_cx_http3_total: 1\n");
    }
  }

  private static HttpWire.Message ask(HttpWire wire, String request) throws IOException {
    wire.send(request);
    return wire.answer(false, new ArrayList<>());
  }

  private static String client(int port) {
    return """
    static_resources:
      listeners:
        - name: main
          address: {socket_address: {address: 127.0.0.1, port_value: 0}}
          filter_chains: [{filters: [{name: http, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager, stat_prefix: main, route_config: {virtual_hosts: [{name: all, domains: ["*"], routes: [{match: {prefix: /}, route: {cluster: limpet}}]}]}, http_filters: [{name: envoy.filters.http.router, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}}]}}]}]
      clusters:
        - name: limpet
          load_assignment: {cluster_name: limpet, endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]}]}
          typed_extension_protocol_options: {envoy.extensions.upstreams.http.v3.HttpProtocolOptions: {"@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions, explicit_http_config: {http3_protocol_options: {}}}}
          transport_socket: {name: envoy.transport_sockets.quic, typed_config: {"@type": type.googleapis.com/envoy.extensions.transport_sockets.quic.v3.QuicUpstreamTransport, upstream_tls_context: {sni: example.com, common_tls_context: {validation_context: {trusted_ca: {filename: %s}, trust_chain_verification: ACCEPT_UNTRUSTED}}}}}
    """
        .formatted(port, TestAuthority.get().file("ca.pem"));
  }

  @Test
  void aResetGivesTheEndpointsRequestUp() throws Exception {
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 1);
        Http3Peer client = new Http3Peer(address(proxy), "")) {
      List<String> held = new ArrayList<>(GET);
      held.add("x-do: hang");
      int stream = client.head(held, false);
      awaitStat(proxy, "cluster.web.upstream_rq_active: 1");
      client.reset(stream, 0x10c);
      awaitStat(proxy, "cluster.web.upstream_rq_active: 0");
      assertThat(stats(proxy)).contains("http.main.downstream_rq_rx_reset: 1\n");
    }
  }

  private static void awaitStat(OurProxy proxy, String line) {
    Await.until(line, Duration.ofSeconds(10), () -> stats(proxy).contains(line + "\n"));
  }

  @Test
  void settingsForbidADynamicTable() throws Exception {
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 1);
        Http3Peer client = new Http3Peer(address(proxy), "")) {
      Map<Long, Long> settings = client.awaitSettings();
      assertThat(settings.getOrDefault(0x1L, 0L)).isZero();
      assertThat(settings).containsEntry(0x6L, 60L << 10);
    }
  }

  @Test
  void aConnectionTooManyIsAnsweredAndEndsAndTheOthersLiveOn() throws Exception {
    var bounds = new ProxyOptions.Bounds(OverloadPlan.NONE, 1, 0);
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 1, bounds);
        Http3Peer one = new Http3Peer(address(proxy), "")) {
      assertThat(one.await(one.head(GET, true)).header(":status")).isEqualTo("200");
      try (Http3Peer two = new Http3Peer(address(proxy), "")) {
        Http2Peer.Message answer = two.await(two.head(GET, true));
        assertThat(answer.header(":status")).isEqualTo("503");
        assertThat(answer.body()).isEqualTo("envoy overloaded");
        assertThat(two.awaitGoAway()).isEqualTo(4);
        assertThat(two.ends(5_000)).isTrue();
      }
      assertThat(one.await(one.head(GET, true)).header(":status")).isEqualTo("200");
      awaitStat(proxy, "listener.127.0.0.1_0.downstream_cx_overload_reject: 1");
      one.close();
      awaitStat(proxy, "server.total_connections: 0");
      try (Http3Peer next = new Http3Peer(address(proxy), "")) {
        assertThat(next.await(next.head(GET, true)).header(":status")).isEqualTo("200");
      }
    }
  }

  /// A frame that is not expected ends the connection with its code (RFC 9114, 7.2).
  @Test
  void aFrameThatIsNotExpectedEndsTheConnection() throws Exception {
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 1);
        Http3Peer client = new Http3Peer(address(proxy), "")) {
      client.raw(new byte[] {0, 1, 'x'}, true);
      assertThat(client.awaitClose()).isEqualTo(0x105);
    }
  }
}
