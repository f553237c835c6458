package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderName;
import io.limpet.proxy.codec.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to read a request's head and to write an answer's, ours and Netty's. The blocks
/// are a browser's, of a connection that has sent one before.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class HpackBenchmark {
  private static final String[][] REQUEST = {
    {":method", "GET"},
    {":scheme", "https"},
    {":authority", "www.example.com"},
    {":path", "/products/17?color=blue&size=9"},
    {"user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"},
    {"accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
    {"accept-language", "en-US,en;q=0.5"},
    {"accept-encoding", "gzip, deflate, br"},
    {"cookie", "session=0123456789abcdef0123456789abcdef; theme=dark"},
    {"x-request-id", "6b1f1c1e-0c43-4b3a-9a1e-3d1f1a2b3c4d"}
  };

  private final HeadPool pool = new HeadPool(Limits.DEFAULT);
  private final ByteBuf out = PooledByteBufAllocator.DEFAULT.directBuffer(4096);
  private final ByteBuf in = PooledByteBufAllocator.DEFAULT.directBuffer(4096);
  private final HpackDecoder decoder = new HpackDecoder(60 << 10, 100, pool.spare());
  private final HpackEncoder encoder = new HpackEncoder(pool);
  private EditableResponseHead answer = EditableResponseHead.local(pool, 200);
  private final DefaultHttp2HeadersDecoder nettyDecoder =
      new DefaultHttp2HeadersDecoder(true, 1 << 20);
  private final DefaultHttp2HeadersEncoder nettyEncoder = new DefaultHttp2HeadersEncoder();
  private final Http2Headers nettyAnswer = new DefaultHttp2Headers();
  private byte[] block = {};

  @Setup
  public void make() throws Http2Exception {
    DefaultHttp2HeadersEncoder browser =
        new DefaultHttp2HeadersEncoder(
            (name, value) -> name.toString().equals("cookie"), false, 4096);
    block = encoded(browser);
    decode();
    nettyDecoder.decodeHeaders(1, in.clear().writeBytes(block));
    block = encoded(browser);
    answer = EditableResponseHead.local(pool, 200);
    for (String[] field : answerFields()) {
      answer.add(HeaderName.of(field[0]), field[1]);
      nettyAnswer.add(field[0], field[1]);
    }
    nettyAnswer.status("200");
  }

  private static String[][] answerFields() {
    return new String[][] {
      {"content-type", "text/html; charset=utf-8"},
      {"content-length", "18251"},
      {"cache-control", "private, max-age=0"},
      {"set-cookie", "session=0123456789abcdef0123456789abcdef; Path=/; HttpOnly"},
      {"x-envoy-upstream-service-time", "7"},
      {"date", "Thu, 26 Nov 2026 04:10:25 GMT"},
      {"server", "istio-envoy"}
    };
  }

  private static byte[] encoded(DefaultHttp2HeadersEncoder browser) throws Http2Exception {
    Http2Headers headers = new DefaultHttp2Headers();
    for (String[] field : REQUEST) {
      headers.add(field[0], field[1]);
    }
    ByteBuf to = PooledByteBufAllocator.DEFAULT.heapBuffer();
    browser.encodeHeaders(1, headers, to);
    byte[] bytes = ByteBufUtil.getBytes(to);
    to.release();
    return bytes;
  }

  /// From the bytes of a buffer to a head that can be routed.
  @Benchmark
  public Object decode() {
    in.clear().writeBytes(block);
    byte[] scratch = pool.scratch(block.length);
    in.readBytes(scratch, 0, block.length);
    EditableRequestHead head = EditableRequestHead.http2(pool, ConnectionEnds.NONE);
    if (!decoder.decode(scratch, 0, block.length, head.lines())
        || RequestFields.apply(head, true, false) != null) {
      throw new IllegalStateException("the block was not read");
    }
    head.release();
    return head;
  }

  @Benchmark
  public Object decodeByNetty() throws Http2Exception {
    return nettyDecoder.decodeHeaders(1, in.clear().writeBytes(block));
  }

  @Benchmark
  public int encode() {
    encoder.begin();
    encoder.status(200);
    encoder.lines(answer.lines());
    out.clear().writeBytes(encoder.block(), 0, encoder.length());
    return out.readableBytes();
  }

  @Benchmark
  public int encodeByNetty() throws Http2Exception {
    nettyEncoder.encodeHeaders(1, nettyAnswer, out.clear());
    return out.readableBytes();
  }
}
