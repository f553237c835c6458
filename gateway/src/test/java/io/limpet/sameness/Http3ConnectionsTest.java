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
import io.limpet.proxy.plan.reading.fields.RuntimeValues;
import io.limpet.xds.bootstrap.BootstrapReader;
import io.limpet.xds.bootstrap.StaticResources;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static final String SESSIONS =
      """
      http3: true
      filters: [{name: envoy.filters.http.stateful_session, typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.stateful_session.v3.StatefulSession, session_state: {name: envoy.http.stateful_session.cookie, typed_config: {"@type": type.googleapis.com/envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState, cookie: {name: sess, path: /}}}}}]
      routes: [{match: {prefix: /}, route: {cluster: web}}]
      clusters: [{name: web, endpoints: [a, b]}]
      """;

  private static OurProxy proxy(Endpoints endpoints, int loops) throws Exception {
    return proxy(endpoints, loops, ProxyOptions.Bounds.NONE);
  }

  private static OurProxy proxy(Endpoints endpoints, int loops, ProxyOptions.Bounds bounds)
      throws Exception {
    return proxy(endpoints, loops, bounds, TABLE);
  }

  private static OurProxy proxy(
      Endpoints endpoints, int loops, ProxyOptions.Bounds bounds, String written) throws Exception {
    Table table = Table.of("http3", written, endpoints.words());
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

  private static List<String> get(String cookie) {
    List<String> lines = new ArrayList<>(GET);
    lines.add("cookie: " + cookie);
    return lines;
  }

  /// In the middle of a request, and between requests; where the address has no session, requests
  /// go to both endpoints in turn.
  @Test
  void aSessionStaysWithItsEndpointWhereTheAddressChanges() throws Exception {
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 2, ProxyOptions.Bounds.NONE, SESSIONS);
        UdpRelay relay = new UdpRelay(address(proxy));
        Http3Peer client = new Http3Peer(relay.address(), "")) {
      Http2Peer.Message first = client.await(client.head(GET, true));
      String endpoint = first.header("x-endpoint");
      String cookie = first.header("set-cookie").split(";", 2)[0];
      for (int i = 0; i < 4; i++) {
        List<String> head = get(cookie);
        head.set(0, ":method: POST");
        int stream = client.head(head, false);
        client.data(stream, "hel", false);
        relay.rebind();
        client.data(stream, "lo", true);
        Http2Peer.Message read = client.await(stream);
        assertThat(read.header("x-endpoint")).as("request " + i).isEqualTo(endpoint);
        relay.rebind();
      }
      assertThat(stats(proxy)).contains("http.main.downstream_cx_http3_total: 1\n");
    }
  }

  /// The first GOAWAY lets the client know, and the second says which requests are served, once
  /// `drain_timeout` is over; what was begun before is answered, and then the connection ends.
  @Test
  void aClientIsToldToComeAnewAndWhatItBeganIsAnswered() throws Exception {
    String table = TABLE + "manager: {drain_timeout: 0.2s}\n";
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 1, ProxyOptions.Bounds.NONE, table);
        Http3Peer client = new Http3Peer(address(proxy), "")) {
      List<String> post = new ArrayList<>(GET);
      post.set(0, ":method: POST");
      int begun = client.head(post, false);
      new AdminPort(proxy.adminPort()).post("/healthcheck/fail");
      assertThat(client.await(client.head(GET, true)).header(":status")).isEqualTo("200");
      assertThat(client.awaitGoAways(2)).containsExactly((1L << 62) - 4, 8L);
      client.data(begun, "hello", true);
      assertThat(client.await(begun).header(":status")).isEqualTo("200");
      assertThat(client.awaitClose()).isEqualTo(0x100);
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

  /// STOP_SENDING alone, which is how a client gives up a request that it has sent to its end: at
  /// once, though the endpoint says nothing, or has said a part of its answer.
  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n0123456789"})
  void aStopGivesTheEndpointsRequestUp(String part) throws Exception {
    String raw = Base64.getEncoder().encodeToString(part.getBytes(StandardCharsets.ISO_8859_1));
    try (Endpoints endpoints = new Endpoints();
        OurProxy proxy = proxy(endpoints, 1);
        Http3Peer client = new Http3Peer(address(proxy), "")) {
      List<String> held = new ArrayList<>(GET);
      held.add("x-do: " + (part.isEmpty() ? "hang" : "raw:" + raw));
      int stream = client.head(held, true);
      awaitStat(proxy, "cluster.web.upstream_rq_active: 1");
      if (!part.isEmpty()) {
        assertThat(client.await(stream, read -> read.body().equals("0123456789")).reset())
            .isNegative();
      }
      client.stopSending(stream, 0x10c);
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
        OurProxy proxy = proxy(endpoints, 1, bounds)) {
      try (Http3Peer one = new Http3Peer(address(proxy), "")) {
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
      }
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
