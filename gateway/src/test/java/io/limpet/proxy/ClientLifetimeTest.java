package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.HttpPlan.ConnectionLimits;
import org.junit.jupiter.api.Test;

/// When a client's connection ends, and how its client learns of it.
class ClientLifetimeTest {
  private static HttpPlan.Limits limits(ConnectionLimits connection) {
    return new HttpPlan.Limits(60 << 10, 100, 0, 0, 0, 0, connection);
  }

  /// Envoy would keep it usable for `drain_timeout`.
  @Test
  void aConnectionThatIsIdleWhenItsTimeIsOverEndsAtOnce() throws Exception {
    var limits = limits(new ConnectionLimits(0, 500, false, 0, 5_000, 1_000));
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits).to(upstream));
        var unused = proxy.client();
        var used = proxy.client()) {
      assertThat(used.get("/").header("connection")).isNull();
      assertThat(used.ended()).isTrue();
      assertThat(unused.ended()).isTrue();
      assertThat(proxy.metrics().http("test").counter("downstream_cx_max_duration_reached").sum())
          .isEqualTo(2);
    }
  }

  @Test
  void aRequestUnderWayIsAnsweredWhenTheTimeIsOver() throws Exception {
    var limits = limits(new ConnectionLimits(0, 500, false, 0, 5_000, 1_000));
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits).to(upstream));
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\n");
      Await.until(
          "its time is over",
          () ->
              proxy.metrics().http("test").counter("downstream_cx_max_duration_reached").sum()
                  == 1);
      client.send("x");
      assertThat(client.answer().header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void aClientThatIsToBeToldFirstGetsOneMoreAnswer() throws Exception {
    var limits = limits(new ConnectionLimits(0, 500, true, 0, 5_000, 1_000));
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits).to(upstream));
        var client = proxy.client()) {
      assertThat(client.get("/").header("connection")).isNull();
      Await.until(
          "its time is over",
          () ->
              proxy.metrics().http("test").counter("downstream_cx_max_duration_reached").sum()
                  == 1);
      assertThat(client.get("/").header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  /// Envoy ends its side only after `delayed_close_timeout`.
  @Test
  void afterARefusalTheClientSeesTheEndAtOnce() throws Exception {
    var limits = limits(new ConnectionLimits(0, 0, false, 0, 5_000, 60_000));
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits).to(upstream));
        var client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nx y\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }
}
