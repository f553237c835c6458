package io.limpet.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.limpet.proxy.plan.Http1Plan;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

  static Stream<Arguments> refusals() {
    return Stream.of(
        arguments(Refusal.LENGTH_AND_CHUNKED, POST + "content-length: 3\r\ntransfer-encoding: "),
        arguments(
            Refusal.LENGTH_AND_CHUNKED, POST + "transfer-encoding: gzip\r\ncontent-length: 3"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: 3\r\ncontent-length: 3"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: 3\r\nContent-Length: 4"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: 2, 2"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: -2"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: +2"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: 0x2"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: 1 1"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length:"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: 9223372036854775808"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length: 99999999999999999999"),
        arguments(Refusal.CODEC_ERROR, POST + "content-length : 2"),
        arguments(Refusal.INVALID_TRANSFER_ENCODING, POST + "transfer-encoding: gzip"),
        arguments(Refusal.INVALID_TRANSFER_ENCODING, POST + "transfer-encoding: gzip, chunked"),
        arguments(Refusal.INVALID_TRANSFER_ENCODING, POST + "transfer-encoding: chunked, gzip"),
        arguments(Refusal.INVALID_TRANSFER_ENCODING, POST + "transfer-encoding: identity"),
        arguments(Refusal.INVALID_TRANSFER_ENCODING, POST + "transfer-encoding:"),
        arguments(Refusal.INVALID_TRANSFER_ENCODING, POST + "transfer-encoding: xchunked"),
        arguments(
            Refusal.INVALID_TRANSFER_ENCODING,
            POST + "transfer-encoding: chunked\r\ntransfer-encoding: chunked"),
        arguments(Refusal.INVALID_CHARACTERS, POST + "transfer-encoding: \u000bchunked"),
        arguments(Refusal.CODEC_ERROR, POST + "transfer-encoding : chunked"),
        arguments(Refusal.CODEC_ERROR, POST + "transfer\u00e4encoding: chunked"),
        arguments(Refusal.CODEC_ERROR, GET + "Host: a"),
        arguments(Refusal.CODEC_ERROR, GET + "host: b"),
        arguments(Refusal.INVALID_AUTHORITY, "GET / HTTP/1.1\r\nHost: a b"),
        arguments(Refusal.INVALID_AUTHORITY, "GET / HTTP/1.1\r\nHost: a/b"),
        arguments(Refusal.INVALID_AUTHORITY, "GET / HTTP/1.1\r\nHost: a\u00e4"),
        arguments(Refusal.INVALID_AUTHORITY, "GET / HTTP/1.1\r\nHost: a<b"),
        arguments(Refusal.INVALID_AUTHORITY, "GET / HTTP/1.1\r\nHost: a\"b"),
        arguments(Refusal.INVALID_CHARACTERS, GET + "x: a\0b"),
        arguments(Refusal.INVALID_CHARACTERS, GET + "x: a\u0001b"),
        arguments(Refusal.INVALID_CHARACTERS, GET + "x: a\u007fb"),
        arguments(Refusal.INVALID_CHARACTERS, GET + "x: 0123456789\u001f0123456789"),
        arguments(Refusal.INVALID_CHARACTERS, GET + "x\u0001: a"),
        arguments(Refusal.INVALID_CHARACTERS, GET + "x\0: a"),
        arguments(Refusal.CODEC_ERROR, GET + "x : a"),
        arguments(Refusal.CODEC_ERROR, GET + "x y: a"),
        arguments(Refusal.CODEC_ERROR, GET + ": a"),
        arguments(Refusal.CODEC_ERROR, GET + "xa"),
        arguments(Refusal.CODEC_ERROR, GET + "x(: a"),
        arguments(Refusal.CODEC_ERROR, GET + "x\u00e4: a"),
        arguments(Refusal.CODEC_ERROR, GET + "x: a\rb"),
        arguments(Refusal.CODEC_ERROR, GET + "x: a\r\rb"),
        arguments(Refusal.CODEC_ERROR, GET + "x: a\nb: c"),
        arguments(Refusal.CODEC_ERROR, GET + "x: a\r\n b"),
        arguments(Refusal.CODEC_ERROR, GET + "x: a\r\n\tb"),
        arguments(Refusal.CODEC_ERROR, GET + "\rx: a"),
        arguments(Refusal.CODEC_ERROR, GET + "\n"),
        arguments(Refusal.CODEC_ERROR, "GET / HTTP/1.1\r\n Host: a"),
        arguments(Refusal.CODEC_ERROR, "GET / HTTP/1.1\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET / HTTP/1.1\rHost: a"),
        arguments(Refusal.CODEC_ERROR, "get / HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "FOO / HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, " GET / HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET\t/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET  / HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET /  HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET / HTTP/1.1 \r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET /a b HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET /\u00e4 HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET /\ta HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET /\n\r\nHost: a"),
        arguments(Refusal.INVALID_CHARACTERS, "GET /\u0001 HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_CHARACTERS, "GET /\u007f HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_CHARACTERS, "GET /\0 HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET / HTTP/1.1x\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET / HTTP/1.11\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET / HTTP/1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET / http/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET / XTTP/1.1\r\nHost: a"),
        arguments(Refusal.LOW_VERSION, "GET / HTTP/1.0\r\nHost: a"),
        arguments(Refusal.LOW_VERSION, "GET / HTTP/0.9\r\nHost: a"),
        arguments(Refusal.LOW_VERSION, "GET / HTTP/1.2\r\nHost: a"),
        arguments(Refusal.LOW_VERSION, "GET / HTTP/2.0\r\nHost: a"),
        arguments(Refusal.LOW_VERSION, "GET /"),
        arguments(Refusal.CODEC_ERROR, "GET a HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET http:/x HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET ://x HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET * HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_SCHEME, "GET ftp://a/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http:///x HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://u@/x HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://:80/x HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://u@v@b/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b:x/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b:8:/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://[:?1]:81/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://::1]:81/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://[::1]b:81/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://[::1 HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET /\r/b HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b#c HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b\"/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b,c/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b%20/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b:/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b:65536/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://b:99999999999/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://[x]/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://[]/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "GET http://u<@b/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CODEC_ERROR, "GET http://b/ HTTP/1.1\r\nHost: a\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "CONNECT /a HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "CONNECT a HTTP/1.1\r\nHost: a"),
        arguments(Refusal.INVALID_URL, "CONNECT a:80/ HTTP/1.1\r\nHost: a"),
        arguments(Refusal.CONNECTION_REJECTED, GET + "connection: x-forwarded-for"),
        arguments(Refusal.CONNECTION_REJECTED, GET + "connection: close, X-Forwarded-Proto"),
        arguments(Refusal.CONNECTION_REJECTED, GET + "connection: x-forwarded-host"),
        arguments(Refusal.CONNECTION_REJECTED, GET + "connection: host"),
        arguments(Refusal.CONNECTION_REJECTED, GET + "connection: :path"),
        arguments(Refusal.CONNECTION_REJECTED, GET + "connection: a,b,c,d,e,f,g,h,i,j"),
        arguments(
            Refusal.CONNECTION_REJECTED, GET + "connection: a,b,c,d,e\r\nconnection: f,g,h,i,j"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatBreaksTheRulesIsRefusedHoweverItIsCut(Refusal refusal, String lines) {
    String text = lines + "\r\n\r\n";
    assertRefused(refusal, text);
    assertRefused(refusal, text, Wire.everyByte(text));
    for (int cut = 1; cut < text.length(); cut++) {
      assertRefused(refusal, text, cut);
    }
  }

  private static void assertRefused(Refusal refusal, String text, int... cuts) {
    RequestParser parser = Wire.requests();
    assertThat(Wire.feed(text, parser::parse, cuts)).as("%s", text).isEqualTo(Progress.BAD);
    assertThat(parser.refusal()).as("%s", text).isEqualTo(refusal);
    parser.head().release();
    assertThat(parser.parse(Wire.bytes(GET + "\r\n"))).isEqualTo(Progress.BAD);
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        arguments(GET, "GET / HTTP/1.1\r\nhost: a\r\n\r\n"),
        arguments("\r\n" + GET, "GET / HTTP/1.1\r\nhost: a\r\n\r\n"),
        arguments("GET / HTTP/1.1\r\nHost:\r\n", "GET / HTTP/1.1\r\nhost: \r\n\r\n"),
        arguments(
            GET + "X-A:b\r\nX-B:  c \t\r\nX-C:\r\nX-D: d e\tf\r\n",
            "GET / HTTP/1.1\r\nhost: a\r\nx-a: b\r\nx-b: c\r\nx-c: \r\nx-d: d e\tf\r\n\r\n"),
        arguments(GET + "x: \u00e4\u0080\u00ff\r\n", GET + "x: \u00e4\u0080\u00ff\r\n\r\n"),
        arguments(GET + "a_b!#$%&'*+-.^`|~: c\r\n", GET + "a_b!#$%&'*+-.^`|~: c\r\n\r\n"),
        arguments(GET + "x: 1\r\ny: 2\r\nx: 3\r\n", GET + "x: 1\r\ny: 2\r\nx: 3\r\n\r\n"),
        arguments(POST + "content-length: 003\r\n", POST + "content-length: 003\r\n\r\n"),
        arguments(POST + "content-length: 0\r\n", POST + "content-length: 0\r\n\r\n"),
        arguments(POST, POST + "content-length: 0\r\n\r\n"),
        arguments(
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n",
            "OPTIONS * HTTP/1.1\r\nhost: a\r\n" + "content-length: 0\r\n\r\n"),
        arguments("DELETE / HTTP/1.1\r\nHost: a\r\n", "DELETE / HTTP/1.1\r\nhost: a\r\n\r\n"),
        arguments(
            POST + "Transfer-Encoding: Chunked\r\nx: y\r\n",
            POST + "x: y\r\ntransfer-encoding: chunked\r\n\r\n"),
        arguments(
            GET
                + "Connection: close, x-foo\r\nX-Foo: 1\r\nKeep-Alive: 5\r\nx: y\r\n"
                + "Proxy-Connection: close\r\n",
            GET + "x: y\r\n\r\n"),
        arguments(
            GET + "Connection: upgrade, http2-settings\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\n",
            GET + "\r\n"),
        arguments(GET + "Upgrade: websocket\r\n", GET + "\r\n"),
        arguments(
            GET + "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n",
            GET + "connection: keep-alive, Upgrade\r\nupgrade: WebSocket\r\n\r\n"),
        arguments(GET + "te: gzip, trailers;q=0.5\r\n", GET + "\r\n"),
        arguments(GET + "te: gzip, Trailers\r\n", GET + "\r\n"),
        arguments(GET + "te: gzip\r\nte: trailers\r\n", GET + "te: trailers\r\n\r\n"),
        arguments(GET + "connection: te\r\nte: trailers\r\n", GET + "te: trailers\r\n\r\n"),
        arguments(
            POST + "connection: content-length\r\ncontent-length: 2\r\n",
            POST + "content-length: 2\r\n\r\n"),
        arguments(GET + "connection: cookie\r\ncookie: a=b\r\n", GET + "\r\n"),
        arguments(GET + "Expect: foo\r\n", GET + "expect: foo\r\n\r\n"),
        arguments(
            "GET http://u:p@other:81/one?q HTTP/1.1\r\nHost: a\r\nx: y\r\n",
            "GET /one?q HTTP/1.1\r\nx: y\r\nhost: other:81\r\n\r\n"),
        arguments("GET HTTPS://other HTTP/1.1\r\n", "GET / HTTP/1.1\r\nhost: other\r\n\r\n"),
        arguments("GET http://[::1]:80/ HTTP/1.1\r\n", "GET / HTTP/1.1\r\nhost: [::1]:80\r\n\r\n"),
        arguments("GET http://[::1] HTTP/1.1\r\n", "GET / HTTP/1.1\r\nhost: [::1]\r\n\r\n"),
        arguments("GET http://other?x=1 HTTP/1.1\r\n", "GET ?x=1 HTTP/1.1\r\nhost: other\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void whatIsGoodGoesUpstreamInOneFormHoweverItIsCut(String lines, String upstream) {
    String text = lines + "\r\n";
    String expected = upstream.replace("Host: a", "host: a");
    assertUpstream(expected, text);
    assertUpstream(expected, text, Wire.everyByte(text));
    for (int cut = 1; cut < text.length(); cut++) {
      assertUpstream(expected, text, cut);
    }
  }

  private static void assertUpstream(String expected, String text, int... cuts) {
    RequestParser parser = Wire.requests();
    assertThat(Wire.feed(text, parser::parse, cuts)).isEqualTo(Progress.DONE);
    assertThat(Wire.upstream(parser.head())).isEqualTo(expected);
    parser.head().release();
  }

  @Test
  void theHeadAnswersWhatItIsAskedFor() {
    EditableRequestHead head =
        Wire.request(
            "GET /a?b=c HTTP/1.1\r\nHost: Foo:80\r\nCookie: a=b\r\nX-One: 1\r\ncookie: c=d\r\n"
                + "x-one: 2\r\n\r\n");
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.path()).isEqualTo("/a?b=c");
    assertThat(head.authority()).isEqualTo("Foo:80");
    assertThat(head.scheme()).isEqualTo("http");
    assertThat(head.header("cookie")).isEqualTo("a=b").isSameAs(head.header("cookie"));
    assertThat(head.headers("cookie")).containsExactly("a=b", "c=d");
    assertThat(head.header("x-one")).isEqualTo("1");
    assertThat(head.headers("x-one")).containsExactly("1", "2");
    assertThat(head.header("x-two")).isNull();
    assertThat(head.headers("expect")).isEmpty();
    assertThat(head.clientAddress()).isEqualTo("192.0.2.1");
    assertThat(head.peerAddress()).isEqualTo("192.0.2.1:4000");
    assertThat(head.localAddress()).isEqualTo("192.0.2.9:80");
    assertThat(head.framing()).isEqualTo(Framing.NONE);
    assertThat(head.keepAlive()).isTrue();
    assertThat(head.protocol()).isEqualTo("HTTP/1.1");
  }

  @Test
  void editsAreSeenByQuestionsAndByTheWriter() {
    EditableRequestHead head =
        Wire.request("GET /a HTTP/1.1\r\nHost: a\r\nx-a: 1\r\nx-b: 2\r\nx-a: 3\r\n\r\n");
    head.set(HeaderName.of("x-a"), "4");
    head.remove(HeaderName.of("x-b"));
    head.add(HeaderLine.of("x-c", "5"));
    head.add(HeaderName.of("x-c"), "6");
    head.path("/b c");
    head.authority("other");
    assertThat(head.headers("x-a")).containsExactly("4");
    assertThat(head.header("x-b")).isNull();
    assertThat(head.headers("x-c")).containsExactly("5", "6");
    assertThat(head.authority()).isEqualTo("other");
    String expected = "GET /b%20c HTTP/1.1\r\nx-a: 4\r\nx-c: 5\r\nx-c: 6\r\nhost: other\r\n\r\n";
    assertThat(Wire.upstream(head)).isEqualTo(expected);
    assertThat(Wire.upstream(head)).as("another attempt").isEqualTo(expected);
  }

  @Test
  void anAddedValueCannotEndItsLine() {
    EditableRequestHead head = Wire.request(GET + "\r\n");
    head.add(HeaderName.of("x"), "a\r\nb: c\0\u010a");
    head.add(HeaderLine.of("y", "d\ne"));
    assertThat(Wire.upstream(head))
        .isEqualTo("GET / HTTP/1.1\r\nhost: a\r\nx: a??b: c??\r\ny: d?e\r\n\r\n");
  }

  @Test
  void whatFollowsAHeadIsLeftInTheBuffer() {
    RequestParser parser = Wire.requests();
    ByteBuf in = Wire.bytes(POST + "content-length: 2\r\n\r\nok" + GET + "\r\n" + GET);
    List<String> methods = new ArrayList<>();
    assertThat(parser.parse(in)).isEqualTo(Progress.DONE);
    methods.add(parser.head().method());
    assertThat(in.readCharSequence(2, java.nio.charset.StandardCharsets.US_ASCII))
        .hasToString("ok");
    parser.head().release();
    assertThat(parser.parse(in)).isEqualTo(Progress.DONE);
    methods.add(parser.head().method());
    parser.head().release();
    assertThat(parser.started()).isFalse();
    assertThat(parser.parse(in)).isEqualTo(Progress.MORE);
    assertThat(parser.started()).isTrue();
    parser.close();
    assertThat(methods).containsExactly("POST", "GET");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 101})
  void oneHundredLinesAreTheMost(int count) {
    StringBuilder text = new StringBuilder(GET);
    for (int line = 1; line < count; line++) {
      text.append("x-").append(line).append(": y\r\n");
    }
    RequestParser parser = Wire.requests();
    Progress progress = parser.parse(Wire.bytes(text + "\r\n"));
    assertThat(progress).isEqualTo(count == 100 ? Progress.DONE : Progress.BAD);
    if (count > 100) {
      assertThat(parser.refusal()).isEqualTo(Refusal.TOO_MANY_HEADERS);
    } else {
      assertThat(parser.head().header("x-99")).isEqualTo("y");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void sixtyKibibytesAreTheMost(int more) {
    String rest = GET + "x: \r\n\r\n";
    String text = GET + "x: " + "y".repeat((60 << 10) - rest.length() + more) + "\r\n\r\n";
    for (int cut : new int[] {1, 1024, 30_000, (60 << 10) - 1}) {
      RequestParser parser = Wire.requests();
      Progress progress = Wire.feed(text, parser::parse, cut);
      assertThat(progress).isEqualTo(more == 0 ? Progress.DONE : Progress.BAD);
      if (more > 0) {
        assertThat(parser.refusal()).isEqualTo(Refusal.HEADERS_TOO_LARGE);
      }
    }
  }

  @Test
  void aSecondEmptyLineIsRefused() {
    assertRefused(Refusal.CODEC_ERROR, "\r\n\r\n" + GET + "\r\n");
  }

  @Test
  void anOldVersionIsReadWhereItIsAllowed() {
    Http1Plan usual = Http1Plan.DEFAULT;
    Http1Plan old =
        new Http1Plan(
            true,
            "",
            false,
            true,
            false,
            false,
            false,
            usual.underscores(),
            usual.headerCase(),
            List.of());
    Limits limits = Limits.DEFAULT.withRequests(60 << 10, 100, old);
    RequestParser parser = Wire.requests(limits);
    String text = "GET /a HTTP/1.0\r\nHost: a\r\nConnection: Keep-Alive\r\nx: y\r\n\r\n";
    assertThat(parser.parse(Wire.bytes(text))).isEqualTo(Progress.DONE);
    EditableRequestHead head = parser.head();
    assertThat(head.http10()).isTrue();
    assertThat(head.keepAlive()).isTrue();
    assertThat(Wire.upstream(head)).isEqualTo("GET /a HTTP/1.1\r\nhost: a\r\nx: y\r\n\r\n");
    assertThat(parser.parse(Wire.bytes("GET / HTTP/1.0\r\nHost: a\r\n\r\n")))
        .isEqualTo(Progress.DONE);
    assertThat(parser.head().keepAlive()).isFalse();
    String chunked = "POST / HTTP/1.0\r\nHost: a\r\ntransfer-encoding: chunked\r\n\r\n";
    assertThat(parser.parse(Wire.bytes(chunked))).isEqualTo(Progress.BAD);
  }

  @Test
  void whatAClientSaysOfItsConnectionIsKnown() {
    EditableRequestHead head =
        Wire.request(
            POST + "Connection: Close\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n");
    assertThat(head.keepAlive()).isFalse();
    assertThat(head.expectContinue()).isTrue();
    assertThat(head.framing()).isEqualTo(Framing.LENGTH);
    assertThat(head.contentLength()).isEqualTo(5);
    EditableRequestHead upgrade =
        Wire.request(GET + "Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n");
    assertThat(upgrade.upgrade()).isEqualTo("websocket");
    assertThat(Wire.request("CONNECT a:80 HTTP/1.1\r\n\r\n").connectMethod()).isTrue();
  }

  @Test
  void aConnectionWithoutARequestHoldsNoHead() {
    RequestParser parser = Wire.requests();
    assertThat(parser.parse(Wire.bytes(""))).isEqualTo(Progress.MORE);
    assertThat(parser.started()).isFalse();
  }
}
