package io.limpet.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.Await;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Bodies of any size in bounded memory, whichever side is slow. `-Dbody.bytes=10737418240` sends
/// more than the usual GiB.
class BackPressureTest {
  private static final long BODY_BYTES = Long.getLong("body.bytes", 1L << 30);
  private static final long MOST_DIRECT_BYTES = 64 << 20;
  private static final int PIECE = 256 << 10;

  @Test
  void aSlowClientStopsTheUpstreamAndMemoryStaysBounded() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  self.read(wire);
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: " + BODY_BYTES + "\r\n\r\n");
                  pour(wire, BODY_BYTES, sent);
                });
        var proxy = new TestProxy(new Plans().to(upstream));
        var client = proxy.client()) {
      client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
      assertThat(client.head().status()).isEqualTo(200);
      long stalled = untilStalled(sent);
      assertThat(stalled).isLessThan(BODY_BYTES / 2);
      assertThat(drink(client, BODY_BYTES)).isEqualTo(BODY_BYTES);
      assertThat(client.get("/none").status()).isEqualTo(404);
    }
  }

  @Test
  void aSlowUpstreamStopsTheClientAndMemoryStaysBounded() throws Exception {
    AtomicLong sent = new AtomicLong();
    AtomicLong received = new AtomicLong();
    try (var upstream =
            new FakeUpstream(
                (wire, self) -> {
                  wire.head();
                  assertThat(untilStalled(sent)).isLessThan(BODY_BYTES / 2);
                  received.set(drink(wire, BODY_BYTES));
                  wire.send("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ndone");
                });
        var proxy = new TestProxy(new Plans().retry(Plans.ISTIO_RETRY).to(upstream));
        var client = proxy.client()) {
      client.send("POST / HTTP/1.1\r\nHost: t\r\ncontent-length: " + BODY_BYTES + "\r\n\r\n");
      pour(client, BODY_BYTES, sent);
      assertThat(client.answer().body()).isEqualTo("done");
      assertThat(received).hasValue(BODY_BYTES);
    }
  }

  private static void pour(Wire wire, long bytes, AtomicLong sent) throws IOException {
    byte[] piece = new byte[PIECE];
    for (long left = bytes; left > 0; left -= piece.length) {
      wire.send(piece, (int) Math.min(left, piece.length));
      sent.addAndGet(piece.length);
    }
  }

  /// How much was sent when nothing moved any more.
  private static long untilStalled(AtomicLong sent) {
    long[] before = {-1};
    int[] same = {0};
    Await.until(
        "the sender is stopped",
        () -> {
          long now = sent.get();
          same[0] = now == before[0] && now > 0 ? same[0] + 1 : 0;
          before[0] = now;
          return same[0] > 100;
        });
    return sent.get();
  }

  private static long drink(Wire wire, long bytes) throws IOException {
    byte[] into = new byte[PIECE];
    long total = 0;
    while (total < bytes) {
      int read = wire.read(into);
      assertThat(read).isPositive();
      total += read;
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory())
          .isLessThan(MOST_DIRECT_BYTES);
    }
    return total;
  }
}
