package io.limpet.proxy.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to read a head of HTTP/1.1 from the bytes of a buffer until it can be routed, by
/// our parsers and by Netty's, which makes an object of every header.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ParserBenchmark {
  private static final String SHORT_REQUEST =
      """
      GET /hello HTTP/1.1
      host: bench.test
      user-agent: curl/7.88.1
      accept: */*
      x-session-header: MTI3LjAuMS4xOjUwMDA=

      """;
  private static final String BROWSER_REQUEST =
      """
      GET /products/17?color=blue&size=9 HTTP/1.1
      Host: www.example.com
      User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0
      Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8
      Accept-Language: en-US,en;q=0.5
      Accept-Encoding: gzip, deflate, br
      Referer: https://www.example.com/products
      Connection: keep-alive
      Cookie: session=0123456789abcdef0123456789abcdef; theme=dark
      Upgrade-Insecure-Requests: 1
      X-Request-Id: 6b1f1c1e-0c43-4b3a-9a1e-3d1f1a2b3c4d

      """;
  private static final String SHORT_RESPONSE =
      """
      HTTP/1.1 200 OK
      content-type: text/plain
      content-length: 0

      """;
  private static final String BROWSER_RESPONSE =
      """
      HTTP/1.1 200 OK
      Content-Type: text/html; charset=utf-8
      Content-Length: 0
      Cache-Control: private, max-age=0
      Set-Cookie: session=0123456789abcdef0123456789abcdef; Path=/; HttpOnly
      Date: Thu, 26 Nov 2026 04:10:25 GMT
      Server: nginx/1.22.1
      X-Frame-Options: SAMEORIGIN
      Vary: Accept-Encoding

      """;

  @Param({"short", "browser"})
  public String head = "short";

  private final HeadPool pool = new HeadPool(Limits.DEFAULT);
  private final RequestParser requests =
      new RequestParser(Limits.DEFAULT, pool, ConnectionEnds.NONE);
  private final ResponseParser responses = new ResponseParser(Limits.DEFAULT, pool);
  private final EmbeddedChannel nettyRequests = new EmbeddedChannel(new HttpRequestDecoder());
  private final EmbeddedChannel nettyResponses = new EmbeddedChannel(new HttpResponseDecoder());
  private ByteBuf request = PooledByteBufAllocator.DEFAULT.directBuffer(0);
  private ByteBuf response = request;

  @Setup
  public void make() {
    boolean small = head.equals("short");
    request.release();
    request = bytes(small ? SHORT_REQUEST : BROWSER_REQUEST);
    response = bytes(small ? SHORT_RESPONSE : BROWSER_RESPONSE);
  }

  private static ByteBuf bytes(String text) {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(ISO_8859_1);
    return PooledByteBufAllocator.DEFAULT.directBuffer(bytes.length).writeBytes(bytes);
  }

  @Benchmark
  public Object request() {
    if (requests.parse(request.readerIndex(0)) != Progress.DONE) {
      throw new IllegalStateException("the request was not read");
    }
    EditableRequestHead read = requests.head();
    read.release();
    return read;
  }

  @Benchmark
  public Object response() {
    responses.expect(false, 101);
    if (responses.parse(response.readerIndex(0)) != Progress.DONE) {
      throw new IllegalStateException("the response was not read");
    }
    EditableResponseHead read = responses.head();
    read.release();
    return read;
  }

  @Benchmark
  public int requestByNetty() {
    return readAll(nettyRequests, request);
  }

  @Benchmark
  public int responseByNetty() {
    return readAll(nettyResponses, response);
  }

  private static int readAll(EmbeddedChannel channel, ByteBuf head) {
    channel.writeInbound(head.readerIndex(0).retain());
    int messages = 0;
    for (Object each = channel.readInbound(); each != null; each = channel.readInbound()) {
      ReferenceCountUtil.release(each);
      messages++;
    }
    if (messages == 0) {
      throw new IllegalStateException("Netty has read no head");
    }
    return messages;
  }

  @TearDown
  public void release() {
    nettyRequests.finishAndReleaseAll();
    nettyResponses.finishAndReleaseAll();
    request.release();
    response.release();
  }
}
