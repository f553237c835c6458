package io.limpet.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.limpet.Http2Peer;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.HttpPlan.ConnectionLimits;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A thousand clients at once that are slow with something cost little memory and one timer each,
/// and all are closed when it is over.
final class SlowClientsTest {
  private static final int CLIENTS = 1000;
  private static final int FEWER = 200;
  private static final String PREFACE =
      HexFormat.of().formatHex("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII))
          + "000000040000000000";
  private static final String HEADERS_GO_ON = "000006010100000001"; // without END_HEADERS
  private static final String GO_AWAY = "0000080700000000000000000000000000";
  private static final long BYTES_EACH = 4 << 10;
  private static final ConnectionLimits USUAL = ConnectionLimits.DEFAULT;

  private static HttpPlan.Limits limits(long idleMillis, long headMillis, long requestMillis) {
    return new HttpPlan.Limits(60 << 10, 100, idleMillis, requestMillis, headMillis, 0, USUAL);
  }

  private static long count(TestProxy proxy, String name) {
    return proxy.metrics().http("test").counter(name).sum();
  }

  /// Each says this and no more; then each gets an answer of this status, and its end.
  private static void slow(TestProxy proxy, String said, int status) throws Exception {
    long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    List<Wire> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        Wire client = proxy.client();
        clients.add(client);
        client.send(said);
      }
      long most = before + CLIENTS * BYTES_EACH;
      assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()).isLessThan(most);
      for (Wire each : clients) {
        assertThat(each.answer().status()).isEqualTo(status);
        assertThat(each.ended()).isTrue();
      }
    } finally {
      for (Wire each : clients) {
        each.close();
      }
    }
  }

  @Test
  void headsThatDoNotEnd() throws Exception {
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits(0, 1_000, 0)).to(upstream))) {
      slow(proxy, "GET / HTTP/1.1\r\nHost: t\r\nx-slow: ", 408);
      assertThat(count(proxy, "downstream_rq_header_timeout")).isEqualTo(CLIENTS);
    }
  }

  @Test
  void bodiesThatDoNotEnd() throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> self.read(wire));
        var proxy = new TestProxy(new Plans().limits(limits(0, 0, 1_000)).to(upstream))) {
      slow(proxy, "POST / HTTP/1.1\r\nHost: t\r\ncontent-length: 9\r\n\r\nab", 408);
      assertThat(count(proxy, "downstream_rq_timeout")).isEqualTo(CLIENTS);
    }
  }

  /// A frame that is cut, a head without its CONTINUATION, and one that comes byte by byte: such a
  /// connection can say nothing else, and ends.
  @Test
  void headsOfHttp2ThatDoNotEnd() throws Exception {
    byte[] block = HexFormat.of().parseHex("828684410174");
    try (var upstream = FakeUpstream.echoing();
        var proxy = new TestProxy(new Plans().limits(limits(0, 1_000, 0)).to(upstream))) {
      List<Socket> clients = new ArrayList<>();
      try {
        for (int i = 0; i < FEWER; i++) {
          Socket socket = new Socket(proxy.address().getAddress(), proxy.address().getPort());
          clients.add(socket);
          socket.getOutputStream().write(HexFormat.of().parseHex(PREFACE + HEADERS_GO_ON));
          socket.getOutputStream().write(block, 0, i % 2 == 0 ? block.length : 1);
        }
        for (Socket each : clients) {
          each.setSoTimeout(10_000);
          byte[] said = each.getInputStream().readAllBytes();
          assertThat(HexFormat.of().formatHex(said)).contains(GO_AWAY);
        }
      } finally {
        for (Socket each : clients) {
          each.close();
        }
      }
      assertThat(count(proxy, "downstream_rq_header_timeout")).isEqualTo(FEWER);
    }
  }

  @Test
  void bodiesOfHttp2ThatDoNotEnd() throws Exception {
    try (var upstream = new FakeUpstream((wire, self) -> self.read(wire));
        var proxy = new TestProxy(new Plans().limits(limits(0, 0, 1_000)).to(upstream));
        var client =
            new Http2Peer(new Socket(proxy.address().getAddress(), proxy.address().getPort()))) {
      List<String> post = List.of(":method: POST", ":scheme: http", ":path: /", ":authority: a");
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        streams.add(client.head(0, post, false));
      }
      for (int each : streams) {
        assertThat(client.await(each).header(":status")).isEqualTo("408");
      }
      assertThat(count(proxy, "downstream_rq_timeout")).isEqualTo(CLIENTS);
    }
  }

  /// Each stream waits for a window that stays closed.
  @Test
  void windowsOfHttp2ThatStayClosed() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
    try (var upstream = FakeUpstream.answering(answer);
        var proxy = new TestProxy(new Plans().limits(limits(1_000, 0, 0)).to(upstream));
        var client =
            new Http2Peer(
                new Socket(proxy.address().getAddress(), proxy.address().getPort()),
                new Http2Settings().initialWindowSize(0))) {
      List<String> get = List.of(":method: GET", ":scheme: http", ":path: /", ":authority: a");
      List<Integer> streams = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        streams.add(client.head(0, get, true));
      }
      for (int each : streams) {
        assertThat(client.await(each).reset()).isEqualTo(2);
      }
      assertThat(proxy.metrics().process().counter("http2.tx_flush_timeout").sum())
          .isEqualTo(CLIENTS);
      Await.until(
          "nothing waits",
          () -> proxy.metrics().process().gauge("http2.pending_send_bytes").sum() == 0);
    }
  }
}
