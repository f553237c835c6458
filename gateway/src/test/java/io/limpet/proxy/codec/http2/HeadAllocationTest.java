package io.limpet.proxy.codec.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.Limits;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Heads are read and written without an object each, once a connection has warmed up.
class HeadAllocationTest {
  private static final int HEADS = 20_000;

  /// What of one in many may be the runtime's own.
  private static final int BYTES_OF_NOBODY = 4;

  private final HeadPool pool = new HeadPool(Limits.DEFAULT);

  @Test
  void requestHeadsAreReadWithoutAllocation() {
    List<byte[]> blocks = List.of(block("/a?b=c"), block("/some/longer/path"), block("/"));
    HpackDecoder decoder = Blocks.decoder();
    assertThat(
            bytesEach(
                round -> {
                  byte[] block = blocks.get(round % blocks.size());
                  EditableRequestHead head = EditableRequestHead.http2(pool, ConnectionEnds.NONE);
                  check(decoder.decode(block, 0, block.length, head.lines()));
                  check(RequestFields.apply(head, true, false) == null);
                  head.release();
                }))
        .isLessThan(BYTES_OF_NOBODY);
  }

  private byte[] block(String path) {
    HpackEncoder encoder = new HpackEncoder(pool);
    encoder.begin();
    encoder.request("GET", "https", "www.example.com", path);
    encoder.line(HeaderLine.of("user-agent", "Mozilla/5.0 (X11; Linux x86_64)"));
    encoder.line(HeaderLine.of("accept", "text/html,application/xhtml+xml"));
    encoder.line(HeaderLine.of("cookie", "session=0123456789abcdef"));
    return Arrays.copyOf(encoder.block(), encoder.length());
  }

  @Test
  void responseHeadsAreWrittenWithoutAllocation() {
    HpackEncoder encoder = new HpackEncoder(pool);
    EditableResponseHead head = EditableResponseHead.local(pool, 200);
    head.add(HeaderLine.of("content-type", "application/json"));
    head.add(HeaderName.of("content-length"), "1234");
    head.add(HeaderName.of("date"), "Thu, 26 Nov 2026 04:10:25 GMT");
    head.add(HeaderLine.of("server", "envoy"));
    head.add(HeaderName.of("set-cookie"), "a=b; path=/");
    assertThat(
            bytesEach(
                round -> {
                  encoder.begin();
                  encoder.status(200);
                  encoder.lines(head.lines());
                  check(encoder.length() > 0);
                }))
        .isLessThan(BYTES_OF_NOBODY);
  }

  private static void check(boolean good) {
    if (!good) {
      throw new AssertionError("a head was not read or not written");
    }
  }

  /// One head, of which there are many.
  private interface One {
    void run(int round);
  }

  private static double bytesEach(One one) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    repeat(one);
    long before = threads.getCurrentThreadAllocatedBytes();
    repeat(one);
    return (threads.getCurrentThreadAllocatedBytes() - before) / (double) HEADS;
  }

  private static void repeat(One one) {
    for (int round = 0; round < HEADS; round++) {
      one.run(round);
    }
  }
}
