package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Http2Peer;
import io.limpet.proxy.plan.Http2Plan;
import io.limpet.proxy.plan.Http2Plan.KeepAlive;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.HttpPlan.ConnectionLimits;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When a client's connection that speaks HTTP/2 ends, and how its client learns of it.
final class Http2LifetimeTest {
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: http", ":path: /", ":authority: a");
  private static final String SILENT = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

  private static Socket socket(TestProxy proxy) throws Exception {
    return new Socket(proxy.address().getAddress(), proxy.address().getPort());
  }

  private static Plans asked(KeepAlive keepAlive) {
    return new Plans().clients(Http2Plan.DEFAULT.with(keepAlive));
  }

  @Test
  void aClientThatDoesNotAnswerItsPingIsGone() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(asked(new KeepAlive(50, 0, 100, 0)).to(upstream));
        var client = socket(proxy)) {
      client.getOutputStream().write(SILENT.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = client.getInputStream();
      assertThat(in.readAllBytes()).isNotEmpty();
      assertThat(timeouts(proxy)).isEqualTo(1);
    }
  }

  private static long timeouts(TestProxy proxy) {
    return proxy.metrics().process().counter("http2.keepalive_timeout").sum();
  }

  @Test
  void aClientThatAnswersIsAskedAgainAndStays() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(asked(new KeepAlive(20, 0, 5_000, 0)).to(upstream));
        var client = new Http2Peer(socket(proxy))) {
      assertThat(client.ends(200)).isFalse();
      assertThat(client.await(client.head(0, GET, true)).header(":status")).isEqualTo("200");
      assertThat(timeouts(proxy)).isZero();
    }
  }

  /// First a GOAWAY that lets the client know, and behind the drain time one that takes no more.
  @Test
  void aConnectionThatIsOldIsToldAndEnds() throws Exception {
    var limits =
        new HttpPlan.Limits(
            60 << 10, 100, 0, 0, 0, 0, new ConnectionLimits(0, 1_000, false, 0, 100, 50));
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits).to(upstream));
        var client = new Http2Peer(socket(proxy))) {
      int stream = client.head(0, GET, true);
      assertThat(client.await(stream).header(":status")).isEqualTo("200");
      assertThat(client.ends(5_000)).isTrue();
      assertThat(client.goAways()).containsExactly(Integer.MAX_VALUE + " 0", stream + " 0");
      assertThat(proxy.metrics().http("test").counter("downstream_cx_max_duration_reached").sum())
          .isEqualTo(1);
      assertThat(proxy.metrics().process().counter("http2.goaway_sent").sum()).isEqualTo(2);
    }
  }
}
