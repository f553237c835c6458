package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.Http2Peer;
import io.limpet.proxy.ProxyOptions.Bounds;
import io.limpet.proxy.plan.OverloadPlan;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Beyond our own bounds, new connections are answered and those that are open live on.
final class BusyTest {
  private static Bounds connections(long most) {
    return new Bounds(OverloadPlan.NONE, most, 0);
  }

  @Test
  void aConnectionTooManyIsAnsweredAndEndsAndTheOthersLiveOn() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream), connections(2));
        var one = proxy.client()) {
      assertThat(one.get("/").status()).isEqualTo(200);
      try (var two = proxy.client();
          var three = proxy.client()) {
        assertThat(two.get("/").status()).isEqualTo(200);
        Wire.Message answer = three.get("/");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(answer.body()).isEqualTo("envoy overloaded");
        assertThat(three.ended()).isTrue();
        assertThat(one.get("/").status()).isEqualTo(200);
        assertThat(count(proxy, "downstream_rq_overload_close")).isEqualTo(1);
      }
      Await.until("a place is free", () -> served(proxy));
    }
  }

  private static boolean served(TestProxy proxy) {
    try (Wire next = proxy.client()) {
      return next.get("/").status() == 200;
    } catch (Exception broken) {
      throw new AssertionError(broken);
    }
  }

  private static long count(TestProxy proxy, String name) {
    return proxy.metrics().http("test").counter(name).sum();
  }

  @Test
  void oneThatSaysNothingIsClosedSoon() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream), connections(1));
        var one = proxy.client()) {
      assertThat(one.get("/").status()).isEqualTo(200);
      try (var silent = proxy.client();
          var half = proxy.client()) {
        half.send("GET / HTTP/1.1\r\n");
        assertThat(silent.ended()).isTrue();
        assertThat(half.answer().status()).isEqualTo(408);
        assertThat(half.ended()).isTrue();
      }
    }
  }

  @Test
  void oneOfHttp2IsAnsweredAndTold() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream), connections(1));
        var one = proxy.client()) {
      assertThat(one.get("/").status()).isEqualTo(200);
      Socket socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
      try (Http2Peer peer = new Http2Peer(socket)) {
        List<String> get = List.of(":method: GET", ":scheme: http", ":path: /", ":authority: a");
        assertThat(peer.await(peer.head(0, get, true)).header(":status")).isEqualTo("503");
        assertThat(peer.ends(5_000)).isTrue();
        assertThat(peer.goAways()).containsExactly("3 0");
      }
    }
  }

  @Test
  void whereMemoryIsShortNewConnectionsAreAnswered() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().to(upstream), new Bounds(OverloadPlan.NONE, 0, 1))) {
      System.gc(); // what is alive is known from collections only
      Await.until("memory was looked at", () -> !served(proxy));
    }
  }
}
