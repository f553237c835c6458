package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.metrics.Metrics;
import io.limpet.proxy.loop.Transport;
import io.limpet.proxy.plan.HostRewrite;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.Plan;
import io.limpet.proxy.plan.Rewrite;
import io.limpet.proxy.plan.Route;
import io.limpet.proxy.plan.RouteTable;
import io.limpet.proxy.plan.filter.HeaderEdits;
import io.limpet.proxy.plan.reading.Managers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are carried to an endpoint, and answers that are carried back.
class ForwardingTest {
  @Test
  void aRequestReachesTheEndpointAndItsAnswerTheClient() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/hello?a=b");

      assertThat(answer.first()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(answer.body()).isEqualTo(upstream.address());
      assertThat(answer.header("server")).isEqualTo("istio-envoy");
      assertThat(answer.header("date")).endsWith(" GMT");
      assertThat(answer.header("x-envoy-upstream-service-time")).matches("\\d+");
      Wire.Message seen = upstream.requests().getFirst();
      assertThat(seen.first()).isEqualTo("GET /hello?a=b HTTP/1.1");
      assertThat(seen.header("host")).isEqualTo("test");
      assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
      assertThat(seen.header("x-request-id"))
          .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
      assertThat(seen.header("x-envoy-attempt-count")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyWayOfWatchingSocketsDoes(Transport transport) throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> echoPaths(wire, self));
        var proxy = new TestProxy(new Plans().to(upstream), 2, transport)) {
      for (int i = 0; i < 4; i++) {
        try (var client = proxy.client()) {
          client.send("POST /p HTTP/1.1\r\nHost: t\r\nContent-Length: 200000\r\n\r\n");
          client.send("x".repeat(200_000));
          assertThat(client.answer().body()).hasSize(200_017);
          assertThat(client.get("/none").status()).isEqualTo(404);
        }
      }
    }
  }

  @Test
  void aMistakeOfOurOwnEndsThatConnectionAloneAndIsCounted() throws Exception {
    Metrics metrics = new Metrics();
    ListenerPlan good = new Plans().listener();
    RouteTable bad =
        (head, _) -> {
          throw new IllegalStateException("a mistake in a route table");
        };
    Map<String, ListenerPlan> listeners =
        Map.of(
            good.name(),
            ListenerPlan.http(good.name(), good.address(), Managers.of(good).http(), bad));
    try (var proxy = new Proxy(ProxyOptions.usual(metrics).withEventLoops(1))) {
      proxy.start(new Plan(listeners, Map.of()));
      InetSocketAddress at = proxy.address(good.name()).orElseThrow();
      for (int i = 1; i <= 2; i++) {
        try (var client = new Wire(new Socket(at.getAddress(), at.getPort()))) {
          client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
          assertThat(client.ended()).isTrue();
        }
        assertThat(metrics.limpet().counter("internal_errors").sum()).isEqualTo(i);
      }
    }
  }

  @Test
  void aConnectionServesOneRequestAfterTheOtherAndSoDoesItsUpstream() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.get("/" + i).status()).isEqualTo(200);
      }
      assertThat(upstream.connections()).isEqualTo(1);
      assertThat(upstream.requests()).hasSize(20);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> echoPaths(wire, self));
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        String path = i % 7 == 3 ? "/none" : "/" + i;
        all.append("GET ").append(path).append(" HTTP/1.1\r\nHost: test\r\n\r\n");
      }
      client.send(all.toString());
      for (int i = 0; i < 50; i++) {
        Wire.Message answer = client.answer();
        if (i % 7 == 3) {
          assertThat(answer.status()).isEqualTo(404);
        } else {
          assertThat(answer.body()).isEqualTo("GET /" + i + " HTTP/1.1 ");
        }
      }
    }
  }

  private static void echoPaths(Wire wire, FakeUpstream self) throws IOException {
    while (true) {
      Wire.Message request = self.read(wire);
      String body = request.first() + " " + request.body();
      wire.send("HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "1000", "70000", "2000000"})
  void bodiesOfAnySizeAndFramingGoBothWays(int size) throws Exception {
    String body = "0123456789".repeat(size / 10 + 1).substring(0, size);
    try (var upstream = new FakeUpstream((wire, self) -> echoPaths(wire, self));
        var proxy = new TestProxy(new Plans().retry(Plans.ISTIO_RETRY).to(upstream));
        var client = proxy.client()) {
      String start = "POST /p HTTP/1.1\r\nHost: test\r\n";
      client.send(start + "Content-Length: " + size + "\r\n\r\n" + body);
      assertThat(client.answer().body()).isEqualTo("POST /p HTTP/1.1 " + body);

      client.send(start + "Transfer-Encoding: chunked\r\n\r\n");
      client.send(Integer.toHexString(size) + ";x=y\r\n" + body + "\r\n3\r\nabc\r\n0\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo("POST /p HTTP/1.1 " + body + "abc");
      assertThat(upstream.requests().getLast().header("transfer-encoding")).isEqualTo("chunked");
      assertThat(client.get("/after").status()).isEqualTo(200);
    }
  }

  @Test
  void chunkedAnswersStayChunkedAndTheirTrailersAreDropped() throws Exception {
    String answer =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n1;a\r\n!\r\n0\r\nx-trailer: 1\r\n\r\n";
    try (var upstream = FakeUpstream.answering(answer);
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        assertThat(client.get("/").body()).isEqualTo("hello!");
      }
      assertThat(upstream.connections()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerDelimitedByCloseIsChunkedForTheClient() throws Exception {
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  wire.send("HTTP/1.1 200 OK\r\n\r\nall there is");
                });
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      assertThat(client.get("/").body()).isEqualTo("all there is");
      assertThat(client.get("/").header("transfer-encoding")).isEqualTo("chunked");
    }
  }

  @Test
  void anAnswerToHeadHasNoBody() throws Exception {
    try (var upstream = FakeUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 1234\r\n\r\n");
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      for (int i = 0; i < 3; i++) {
        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(client.head().header("content-length")).isEqualTo("1234");
      }
      client.send("HEAD /none HTTP/1.1\r\nHost: test\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(404);
    }
  }

  @Test
  void expectationsGoUpstreamAndItsContinueComesBack() throws Exception {
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  Wire.Message head = wire.head();
                  assertThat(head.header("expect")).isEqualTo("100-continue");
                  wire.send("HTTP/1.1 100 Continue\r\n\r\n");
                  String body = wire.text(5);
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n" + body);
                });
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.answer().first()).isEqualTo("HTTP/1.1 100 Continue");
      client.send("hello");
      assertThat(client.answer().body()).isEqualTo("hello");
    }
  }

  @Test
  void expectationsAreMetHereWhereTheListenerSaysSo() throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> echoPaths(wire, self));
        var proxy = new TestProxy(new Plans().answers100Itself().to(upstream));
        var client = proxy.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.answer().first()).isEqualTo("HTTP/1.1 100 Continue");
      client.send("hello");
      assertThat(client.answer().body()).isEqualTo("POST / HTTP/1.1 hello");
      assertThat(upstream.requests().getFirst().header("expect")).isNull();
    }
  }

  @Test
  void anOldClientIsAnsweredInItsVersionAndItsConnectionIsClosed() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().http10().to(upstream));
        var client = proxy.client();
        var keeping = proxy.client()) {
      client.send("GET / HTTP/1.0\r\nHost: test\r\n\r\n");
      assertThat(client.answer().first()).isEqualTo("HTTP/1.0 200 OK");
      assertThat(client.ended()).isTrue();
      for (int i = 0; i < 2; i++) {
        keeping.send("GET / HTTP/1.0\r\nHost: test\r\nConnection: keep-alive\r\n\r\n");
        assertThat(keeping.answer().header("connection")).isEqualTo("keep-alive");
      }
    }
  }

  @Test
  void aWebSocketIsATunnelInBothDirections() throws Exception {
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  assertThat(self.read(wire).header("upgrade")).isEqualTo("websocket");
                  wire.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n");
                  wire.send("Connection: Upgrade\r\n\r\n");
                  assertThat(wire.text(5)).isEqualTo("early");
                  wire.send("from upstream");
                  assertThat(wire.text(4)).isEqualTo("late");
                });
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      client.send("early");
      Wire.Message answer = client.answer();
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("upgrade")).isEqualTo("websocket");
      assertThat(answer.header("connection")).isEqualToIgnoringCase("upgrade");
      assertThat(client.text(13)).isEqualTo("from upstream");
      client.send("late");
      assertThat(client.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"200 OK,''", "403 Forbidden,hello"})
  void anEndpointThatRefusesToUpgradeEndsTheConnection(String status, String body)
      throws Exception {
    String answer = "HTTP/1.1 " + status + "\r\ncontent-length: 5\r\n\r\nhello";
    try (var upstream = FakeUpstream.answering(answer);
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      Wire.Message seen = client.get("/", "Connection: Upgrade", "Upgrade: websocket");
      assertThat(seen.first()).isEqualTo("HTTP/1.1 " + status);
      assertThat(seen.body()).isEqualTo(body);
      assertThat(seen.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void anUpgradeThatIsNotAllowedIsRefused() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/", "Connection: Upgrade", "Upgrade: other");
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void whatAClientSaysOfItselfIsNotBelievedAtTheEdge() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.get(
          "/a/./b/../c",
          "X-Forwarded-For: 1.2.3.4, 5.6.7.8",
          "X-Forwarded-Proto: https",
          "X-Request-Id: mine",
          "X-Envoy-Max-Retries: 7",
          "X-Envoy-Internal: true",
          "Connection: x-hop",
          "X-Hop: 1");
      Wire.Message seen = upstream.requests().getFirst();
      assertThat(seen.first()).isEqualTo("GET /a/c HTTP/1.1");
      assertThat(seen.header("x-forwarded-for")).isEqualTo("1.2.3.4, 5.6.7.8,192.0.2.7");
      assertThat(seen.header("x-forwarded-proto")).isEqualTo("http");
      assertThat(seen.header("x-request-id")).isNotEqualTo("mine");
      assertThat(seen.header("x-envoy-external-address")).isEqualTo("127.0.0.1");
      assertThat(seen.header("x-envoy-max-retries")).isNull();
      assertThat(seen.header("x-envoy-internal")).isNull();
      assertThat(seen.header("x-hop")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nX : y\r\n\r\n",
        "GET / HTTP/1.1\nHost: t\n\n"
      })
  void whatCouldSmuggleIsRefusedAndTheConnectionCloses(String request) throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.send(request + "GET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n");
      Wire.Message answer = client.answer();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
      assertThat(upstream.requests()).isEmpty();
    }
  }

  @Test
  void aBadChunkIsRefusedEvenAfterTheHeadWentUpstream() throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> echoPaths(wire, self));
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
      client.send("zz\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
      assertThat(upstream.requests()).isEmpty();
    }
  }

  @Test
  void anAnswerBeforeTheRequestIsCompleteEndsTheConnection() throws Exception {
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nearly");
                  wire.rest();
                });
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1000\r\n\r\nabc");
      Wire.Message answer = client.answer();
      assertThat(answer.body()).isEqualTo("early");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(answer.header("x-envoy-upstream-service-time")).isNull();
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void redirectsAndDirectAnswersNeedNoEndpoint() throws Exception {
    var redirect = new Route.Redirect(301, "https", "", 0, Rewrite.NONE, false);
    try (var proxy = new TestProxy(new Plans().action(redirect).to(List.of()));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/a?b");
      assertThat(answer.status()).isEqualTo(301);
      assertThat(answer.header("location")).isEqualTo("https://test/a?b");
      assertThat(client.get("/a?b").status()).isEqualTo(301);
    }
    var direct = new Route.DirectResponse(299, "as configured", null);
    try (var proxy = new TestProxy(new Plans().action(direct).to(List.of()));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/");
      assertThat(answer.status()).isEqualTo(299);
      assertThat(answer.body()).isEqualTo("as configured");
    }
  }

  @Test
  void pathHostAndHeadersAreChangedAsTheRouteSays() throws Exception {
    Rewrite rewrite = path -> "/new" + path;
    var host = new HostRewrite(new HostRewrite.Literal("elsewhere"), false);
    var added = new HeaderEdits.HeaderValue("x-added", "1", HeaderEdits.Append.OVERWRITE_OR_ADD);
    var edit = new HeaderEdits.HeaderEdit(List.of("x-gone"), List.of(added));
    var edits = new HeaderEdits(List.of(edit), List.of(edit));
    try (var upstream = FakeUpstream.answering("HTTP/1.1 204 No Content\r\nx-gone: 1\r\n\r\n");
        var proxy =
            new TestProxy(new Plans().rewrite(rewrite).host(host).edits(edits).to(upstream));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/a?b", "x-gone: 1", "x-added: 0");
      Wire.Message seen = upstream.requests().getFirst();
      assertThat(seen.first()).isEqualTo("GET /new/a?b HTTP/1.1");
      assertThat(seen.header("host")).isEqualTo("elsewhere");
      assertThat(seen.header("x-envoy-original-path")).isEqualTo("/a?b");
      for (Wire.Message each : List.of(seen, answer)) {
        assertThat(each.headers("x-added")).containsExactly("1");
        assertThat(each.header("x-gone")).isNull();
      }
    }
  }
}
