package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.Http2Peer;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a client of HTTP/2 sees of its connection.
final class Http2ClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final List<String> GET =
      List.of(":method: GET", ":scheme: http", ":path: /", ":authority: example.com");

  private static Http2Peer client(TestProxy proxy) throws Exception {
    return new Http2Peer(new Socket(proxy.address().getAddress(), proxy.address().getPort()));
  }

  @Test
  void settingsAreEnvoys() throws Exception {
    try (FakeUpstream upstream = FakeUpstream.echoing();
        TestProxy proxy = new TestProxy(new Plans().to(upstream));
        Http2Peer client = client(proxy)) {
      client.await(client.head(0, GET, true));
      assertThat(client.setting(Http2CodecUtil.SETTINGS_MAX_CONCURRENT_STREAMS)).isEqualTo(1024);
      assertThat(client.setting(Http2CodecUtil.SETTINGS_INITIAL_WINDOW_SIZE)).isEqualTo(16 << 20);
    }
  }

  @Test
  void aStreamThatWaitsHoldsNoOtherUp() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    try (FakeUpstream upstream = FakeUpstream.answering(answer);
        TestProxy proxy = new TestProxy(new Plans().to(upstream));
        Http2Peer client = client(proxy)) {
      int waits = client.head(0, GET, false);
      for (int i = 0; i < 20; i++) {
        Http2Peer.Message read = client.await(client.head(0, GET, true));
        assertThat(read.header(":status")).isEqualTo("200");
        assertThat(read.body()).isEqualTo("ok");
      }
      client.data(waits, "x", true);
      assertThat(client.await(waits).header(":status")).isEqualTo("200");
    }
  }

  @Test
  void aResetGivesTheEndpointsRequestUp() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream((wire, self) -> self.read(wire));
        TestProxy proxy = new TestProxy(new Plans().to(upstream));
        Http2Peer client = client(proxy)) {
      int stream = client.head(0, GET, false);
      Await.until("the request is with the endpoint", LIMIT, () -> active(proxy) == 1);
      client.reset(stream, 8);
      Await.until("it is given up", LIMIT, () -> active(proxy) == 0);
    }
  }

  private static int active(TestProxy proxy) {
    return proxy.endpointState().active();
  }
}
