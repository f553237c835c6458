package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.RetryPlan;
import io.limpet.proxy.plan.RetryPlan.RetryOn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Endpoints that refuse, reset, hang or answer rubbish; the texts are Envoy's.
class FailureTest {
  private static final String BEFORE =
      "upstream connect error or disconnect/reset before headers. ";

  private static InetSocketAddress refusing() throws IOException {
    try (ServerSocket closed = new ServerSocket(0, 1, Plans.LOOPBACK)) {
      return (InetSocketAddress) closed.getLocalSocketAddress();
    }
  }

  private static FakeUpstream failing(int times) throws IOException {
    return new FakeUpstream(
        (wire, self) -> {
          while (true) {
            self.read(wire);
            boolean fails = self.requests().size() <= times;
            wire.send(
                "HTTP/1.1 "
                    + (fails ? "503 Service Unavailable" : "200 OK")
                    + "\r\ncontent-length: 2\r\n\r\nno");
          }
        });
  }

  @Test
  void noEndpointIsSaidSoAndTheConnectionGoesOn() throws Exception {
    try (var proxy = new TestProxy(new Plans().to(List.of()));
        var client = proxy.client()) {
      for (int i = 0; i < 2; i++) {
        Wire.Message answer = client.get("/");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("no healthy upstream");
        assertThat(answer.header("content-type")).isEqualTo("text/plain");
      }
    }
  }

  @Test
  void aGrpcClientIsToldInItsOwnWords() throws Exception {
    try (var proxy = new TestProxy(new Plans().to(List.of()));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/", "Content-Type: application/grpc+proto");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("grpc-status")).isEqualTo("14");
      assertThat(answer.header("grpc-message")).isEqualTo("no healthy upstream");
      assertThat(answer.header("content-length")).isEqualTo("0");
    }
  }

  @Test
  void aRefusedConnectionIsSaidSo() throws Exception {
    try (var proxy = new TestProxy(new Plans().to(List.of(refusing())));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo(BEFORE + "reset reason: remote connection failure");
      assertThat(client.get("/").status()).isEqualTo(503);
    }
  }

  @Test
  void aConnectionThatDoesNotOpenInTimeIsGivenUp() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, Plans.LOOPBACK);
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort());
        var proxy =
            new TestProxy(
                new Plans()
                    .connectTimeout(100)
                    .to(List.of((InetSocketAddress) full.getLocalSocketAddress())));
        var client = proxy.client()) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      Wire.Message answer = client.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo(BEFORE + "reset reason: connection timeout");
    }
  }

  @Test
  void aResetOrACloseBeforeAnyAnswerIsATermination() throws Exception {
    try (var resets =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  wire.reset();
                });
        var closes = new FakeUpstream((wire, self) -> self.read(wire))) {
      for (FakeUpstream upstream : List.of(resets, closes)) {
        try (var proxy = new TestProxy(new Plans().to(upstream));
            var client = proxy.client()) {
          Wire.Message answer = client.get("/");
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.body()).isEqualTo(BEFORE + "reset reason: connection termination");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rubbish\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\nabc"
      })
  void rubbishIsAProtocolError(String rubbish) throws Exception {
    try (var upstream = FakeUpstream.answering(rubbish);
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/");
      assertThat(answer.status()).isEqualTo(502);
      assertThat(answer.body()).isEqualTo(BEFORE + "reset reason: protocol error");
      assertThat(client.get("/").status()).isEqualTo(502);
    }
  }

  @Test
  void aHangingEndpointIsWaitedForAsLongAsTheRouteSays() throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> wire.rest());
        var proxy = new TestProxy(new Plans().timeout(100).to(upstream));
        var client = proxy.client()) {
      Wire.Message answer = client.get("/");
      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.body()).isEqualTo("upstream request timeout");
      assertThat(client.get("/none").status()).isEqualTo(404);
    }
  }

  @Test
  void aStreamThatDoesNotMoveIsEnded() throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> wire.rest());
        var proxy = new TestProxy(new Plans().idle(100).to(upstream));
        var client = proxy.client();
        var slow = proxy.client()) {
      assertThat(client.get("/").body()).isEqualTo("stream timeout");
      slow.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nabc");
      Wire.Message answer = slow.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(slow.ended()).isTrue();
    }
  }

  @Test
  void aHeadOrRequestThatDoesNotEndIsGivenUp() throws Exception {
    var limits =
        new HttpPlan.Limits(60 << 10, 100, 0, 200, 100, 0, HttpPlan.ConnectionLimits.DEFAULT);
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits).to(upstream));
        var head = proxy.client();
        var body = proxy.client()) {
      head.send("GET / HTTP/1.1\r\nHo");
      Wire.Message answer = head.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.body()).isEqualTo("request header timeout");
      assertThat(head.ended()).isTrue();
      body.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 9\r\n\r\nabc");
      assertThat(body.answer().body()).isEqualTo("request timeout");
      assertThat(body.ended()).isTrue();
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    var limits =
        new HttpPlan.Limits(
            60 << 10,
            100,
            0,
            0,
            0,
            0,
            new HttpPlan.ConnectionLimits(0, 0, false, 50, 5_000, 1_000));
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits).to(upstream));
        var unused = proxy.client();
        var used = proxy.client()) {
      assertThat(used.get("/").status()).isEqualTo(200);
      assertThat(used.ended()).isTrue();
      assertThat(unused.ended()).isTrue();
    }
  }

  @Test
  void anAnswerCutShortReachesTheClientAsFarAsItCame() throws Exception {
    try (var upstream =
            FakeUpstream.answering("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(200);
      assertThat(client.text(4)).isEqualTo("half");
      upstream.hangUp();
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void aClientThatLeavesTakesItsUpstreamRequestWithIt() throws Exception {
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  wire.rest();
                });
        var proxy = new TestProxy(new Plans().to(upstream))) {
      var state = proxy.endpointState();
      try (var client = proxy.client()) {
        client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        Await.until("the request is upstream", () -> state.active() == 1);
      }
      Await.until("the request is given up", () -> state.active() == 0);
      Await.until("its connection is closed", () -> state.connectionsActive.sum() == 0);
    }
  }

  @Test
  void anIdleUpstreamConnectionThatItsPeerClosedIsNotUsedAgain() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      var state = proxy.endpointState();
      assertThat(client.get("/").status()).isEqualTo(200);
      upstream.hangUp();
      Await.until("the connection is gone", () -> state.connectionsActive.sum() == 0);
      assertThat(client.get("/").status()).isEqualTo(200);
      assertThat(upstream.connections()).isEqualTo(2);
    }
  }

  @Test
  void anAnswerThatThePolicyCoversIsFetchedAgainWithItsBody() throws Exception {
    try (var upstream = failing(2);
        var proxy = new TestProxy(new Plans().retry(retry(2, RetryOn.FIVE_XX)).to(upstream));
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(upstream.requests())
          .extracting(Wire.Message::body)
          .containsOnly("hello")
          .hasSize(3);
      assertThat(upstream.requests())
          .extracting(request -> request.header("x-envoy-attempt-count"))
          .containsExactly("1", "2", "3");
    }
  }

  @Test
  void whenThePolicyIsUsedUpTheLastAnswerCounts() throws Exception {
    try (var upstream = failing(9);
        var proxy = new TestProxy(new Plans().retry(retry(2, RetryOn.FIVE_XX)).to(upstream));
        var client = proxy.client()) {
      assertThat(client.get("/").status()).isEqualTo(503);
      assertThat(upstream.requests()).hasSize(3);
    }
  }

  @Test
  void aBodyThatIsTooLargeToKeepIsSentOnce() throws Exception {
    int size = (1 << 20) + 1;
    try (var upstream = failing(1);
        var proxy = new TestProxy(new Plans().retry(retry(2, RetryOn.FIVE_XX)).to(upstream));
        var client = proxy.client()) {
      String head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: ";
      client.send(head + size + "\r\n\r\n" + "x".repeat(size));
      assertThat(client.answer().status()).isEqualTo(503);
      assertThat(upstream.requests()).hasSize(1);
      client.send(head + (size - 1) + "\r\n\r\n" + "x".repeat(size - 1));
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void aTryThatTakesTooLongIsMadeAgainWhereThePolicyCoversIt() throws Exception {
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  if (self.requests().size() < 2) {
                    wire.rest();
                  }
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
                });
        var proxy =
            new TestProxy(
                new Plans()
                    .retry(
                        RetryPlan.of(1, Set.of(RetryOn.RESET))
                            .tries(new RetryPlan.TryTimes(100, 0))
                            .backOff(new RetryPlan.BackOff(1, 1)))
                    .to(upstream));
        var client = proxy.client()) {
      assertThat(client.get("/").status()).isEqualTo(200);
      assertThat(upstream.requests()).hasSize(2);
    }
  }

  private static RetryPlan retry(int times, RetryOn on) {
    return RetryPlan.of(times, Set.of(on)).backOff(new RetryPlan.BackOff(1, 2));
  }
}
