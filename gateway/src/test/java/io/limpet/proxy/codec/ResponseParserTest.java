package io.limpet.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final String OK_2 = OK + "content-length: 2\r\n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 099 Hi\r\n\r\n",
        "HTTP/1.1 20 Hi\r\n\r\n",
        "HTTP/1.1 2000 Hi\r\n\r\n",
        "HTTP/1.1 200OK\r\n\r\n",
        "HTTP/1.1 200\u00ffOK\r\n\r\n",
        "HTTP/1.1 200\tOK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP 200 OK\r\n\r\n",
        "http/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 O\u0001K\r\n\r\n",
        "HTTP/1.1 200 OK\rx\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\n\r\n",
        "rubbish of an endpoint\r\n\r\n",
        OK_2 + "transfer-encoding: chunked\r\n\r\n",
        OK + "transfer-encoding: gzip, chunked\r\n\r\n",
        OK + "transfer-encoding: identity\r\n\r\n",
        OK_2 + "content-length: 2\r\n\r\n",
        OK + "content-length: 2, 2\r\n\r\n",
        OK + "content-length:\r\n\r\n",
        OK + "content-length: -2\r\n\r\n",
        OK + "x: a\0b\r\n\r\n",
        OK + "x: a\u0001b\r\n\r\n",
        OK + "x y: b\r\n\r\n",
        OK + "x : b\r\n\r\n",
        OK + "xb\r\n\r\n",
        OK + " x: b\r\n\r\n",
        "HTTP/1.1 204 No Content\r\ncontent-length: 1\r\n\r\n",
        "HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n",
        "HTTP/1.1 100 Continue\r\ncontent-length: 2\r\n\r\n",
      })
  void whatBreaksTheProtocolIsBadHoweverItIsCut(String text) {
    assertThat(Wire.feed(text, parser()::parse)).isEqualTo(Progress.BAD);
    assertThat(Wire.feed(text, parser()::parse, Wire.everyByte(text))).isEqualTo(Progress.BAD);
    for (int cut = 1; cut < text.length(); cut++) {
      assertThat(Wire.feed(text, parser()::parse, cut)).isEqualTo(Progress.BAD);
    }
  }

  private static ResponseParser parser() {
    return new ResponseParser(Limits.DEFAULT, new HeadPool(Limits.DEFAULT));
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        arguments(OK_2 + "\r\n", OK_2 + "\r\n"),
        arguments("HTTP/1.1 200\r\ncontent-length: 2\r\n\r\n", OK_2 + "\r\n"),
        arguments("HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\n", OK_2 + "\r\n"),
        arguments("HTTP/1.1 200 \u00e4\tb\r\ncontent-length: 2\r\n\r\n", OK_2 + "\r\n"),
        arguments("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n", OK_2 + "\r\n"),
        arguments("HTTP/2.0 200 OK\r\ncontent-length: 2\r\n\r\n", OK_2 + "\r\n"),
        arguments("HTTP/1.1 200 OK\ncontent-length: 2\n\n", OK_2 + "\r\n"),
        arguments(
            "HTTP/1.1 200 OK\nX:1\n  2 \r\n\t\r\n 3\ncontent-length: 2\n\n",
            OK + "x: 1 2 3\r\ncontent-length: 2\r\n\r\n"),
        arguments(
            "HTTP/1.1 999 Hi\r\ncontent-length: 2\r\n\r\n",
            "HTTP/1.1 999 Unknown\r\ncontent-length: 2\r\n\r\n"),
        arguments(
            "HTTP/1.1 418 I'm a teapot\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 418 Unknown\r\ncontent-length: 0\r\n\r\n"),
        arguments("HTTP/1.1 204 X\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"),
        arguments("HTTP/1.1 204 X\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n"),
        arguments(
            "HTTP/1.1 304 X\r\ncontent-length: 7\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n"),
        arguments(
            "HTTP/1.1 304 X\r\ntransfer-encoding: chunked\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\n\r\n"),
        arguments(OK + "X-AbC: 1\r\n\r\n", OK + "x-abc: 1\r\ntransfer-encoding: chunked\r\n\r\n"),
        arguments(
            OK + "Transfer-Encoding: chunked\r\nx: y\r\n\r\n",
            OK + "x: y\r\ntransfer-encoding: chunked\r\n\r\n"),
        arguments(
            OK_2
                + "Connection: keep-alive, x-foo, upgrade\r\nx-foo: 1\r\nKeep-Alive: 5\r\n"
                + "Proxy-Connection: x\r\nUpgrade: h2c\r\nte: a\r\ntrailer: b\r\n\r\n",
            OK_2 + "te: a\r\ntrailer: b\r\n\r\n"),
        arguments(
            OK + "set-cookie: a\r\nx: 1\r\nset-cookie: b\r\ncontent-length: 2\r\n\r\n",
            OK + "set-cookie: a\r\nx: 1\r\nset-cookie: b\r\ncontent-length: 2\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void whatIsGoodIsWrittenInOneFormHoweverItIsCut(String text, String written) {
    assertWritten(written, text);
    assertWritten(written, text, Wire.everyByte(text));
    for (int cut = 1; cut < text.length(); cut++) {
      assertWritten(written, text, cut);
    }
  }

  private static void assertWritten(String written, String text, int... cuts) {
    ResponseParser parser = parser();
    assertThat(Wire.feed(text, parser::parse, cuts)).isEqualTo(Progress.DONE);
    ByteBuf out = Wire.out();
    ResponseWriter.write(
        parser.head(), ResponseWriter.Client.of(false, false), HeaderCase.LOWER, out);
    assertThat(Wire.text(out)).isEqualTo(written);
    parser.head().release();
  }

  static Stream<Arguments> framings() {
    return Stream.of(
        arguments(OK_2, false, Framing.LENGTH, true),
        arguments(OK + "content-length: 0\r\n", false, Framing.NONE, true),
        arguments(OK_2, true, Framing.NONE, true),
        arguments(OK, true, Framing.NONE, true),
        arguments(OK, false, Framing.UNTIL_CLOSE, false),
        arguments(OK + "connection: keep-alive\r\n", false, Framing.UNTIL_CLOSE, false),
        arguments(OK + "transfer-encoding: chunked\r\n", false, Framing.CHUNKED, true),
        arguments(OK_2 + "connection: close\r\n", false, Framing.LENGTH, false),
        arguments("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n", false, Framing.LENGTH, false),
        arguments(
            "HTTP/1.0 200 OK\r\ncontent-length: 2\r\nconnection: keep-alive\r\n",
            false,
            Framing.LENGTH,
            true),
        arguments("HTTP/1.1 204 X\r\n", false, Framing.NONE, true),
        arguments("HTTP/1.1 304 X\r\ncontent-length: 5\r\n", false, Framing.NONE, true),
        arguments("HTTP/1.1 101 X\r\nupgrade: a\r\n", false, Framing.NONE, true));
  }

  @ParameterizedTest
  @MethodSource("framings")
  void theEndOfABodyIsKnownFromItsHead(
      String text, boolean headMethod, Framing framing, boolean keepAlive) {
    EditableResponseHead head = Wire.response(text + "\r\n", headMethod, false);
    assertThat(head.framing()).isEqualTo(framing);
    assertThat(head.keepAlive()).isEqualTo(keepAlive);
    assertThat(head.contentLength()).isEqualTo(framing == Framing.LENGTH ? 2 : 0);
  }

  @Test
  void interimHeadsComeBeforeTheFinalOne() {
    ResponseParser parser = parser();
    ByteBuf in =
        Wire.bytes(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n"
                + OK_2
                + "\r\nok");
    assertThat(parser.parse(in)).isEqualTo(Progress.DONE);
    assertThat(parser.head().interim()).isTrue();
    parser.head().release();
    assertThat(parser.parse(in)).isEqualTo(Progress.DONE);
    assertThat(parser.head().status()).isEqualTo(103);
    parser.head().release();
    assertThat(parser.parse(in)).isEqualTo(Progress.DONE);
    assertThat(parser.head().interim()).isFalse();
    assertThat(parser.head().header("content-length")).isEqualTo("2");
    assertThat(in.readableBytes()).isEqualTo(2);
  }

  @Test
  void aSwitchOfProtocolsKeepsItsHeadersWhereItWasAskedFor() {
    String text = "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    EditableResponseHead asked = Wire.response(text, false, true);
    assertThat(asked.interim()).isFalse();
    assertThat(written(asked, false, false))
        .isEqualTo(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
                + "\r\n");
    assertThat(written(Wire.response(text), false, false))
        .isEqualTo("HTTP/1.1 101 Switching Protocols\r\n\r\n");
  }

  private static String written(EditableResponseHead head, boolean http10, boolean headMethod) {
    ByteBuf out = Wire.out();
    ResponseWriter.write(head, ResponseWriter.Client.of(http10, headMethod), HeaderCase.LOWER, out);
    return Wire.text(out);
  }

  @Test
  void anAnswerToHeadTellsTheLengthButHasNoBody() {
    EditableResponseHead sized = Wire.response(OK_2 + "\r\n", true, false);
    assertThat(written(sized, false, true)).isEqualTo(OK_2 + "\r\n");
    EditableResponseHead open = Wire.response(OK + "\r\n", true, false);
    assertThat(written(open, false, true)).isEqualTo(OK + "transfer-encoding: chunked\r\n\r\n");
    ResponseWriter.Client client = ResponseWriter.Client.of(false, true);
    assertThat(ResponseWriter.framing(sized, client)).isEqualTo(Framing.NONE);
  }

  @Test
  void anOldClientGetsNoChunks() {
    EditableResponseHead head = Wire.response(OK + "transfer-encoding: chunked\r\n\r\n");
    ResponseWriter.Client old = ResponseWriter.Client.of(true, false);
    assertThat(ResponseWriter.framing(head, old)).isEqualTo(Framing.UNTIL_CLOSE);
    assertThat(written(head, true, false)).isEqualTo("HTTP/1.0 200 OK\r\n\r\n");
    ResponseWriter.Client newer = ResponseWriter.Client.of(false, false);
    assertThat(ResponseWriter.framing(head, newer)).isEqualTo(Framing.CHUNKED);
  }

  @Test
  void addedLinesComeInEnvoysOrder() {
    EditableResponseHead head =
        Wire.response(OK + "Server: x\r\nDate: y\r\nContent-Length: 2\r\n\r\n");
    head.set(HeaderName.of("x-envoy-upstream-service-time"), "3");
    if (!head.has(HeaderName.of("date"))) {
      head.add(HeaderLine.of("date", "never"));
    }
    head.set(HeaderLine.of("server", "istio-envoy"));
    head.set(HeaderLine.of("connection", "close"));
    assertThat(written(head, false, false))
        .isEqualTo(
            OK
                + "date: y\r\ncontent-length: 2\r\nx-envoy-upstream-service-time: 3\r\n"
                + "server: istio-envoy\r\nconnection: close\r\n\r\n");
  }

  @Test
  void repliesOfOurOwnAreWrittenAsEnvoyWritesThem() {
    HeadPool pool = new HeadPool(Limits.DEFAULT);
    EditableResponseHead reply = EditableResponseHead.local(pool, 503);
    reply.localBody(19, "text/plain");
    reply.add(HeaderLine.of("server", "envoy"));
    String lines = "content-length: 19\r\ncontent-type: text/plain\r\nserver: envoy\r\n\r\n";
    assertThat(written(reply, false, false))
        .isEqualTo("HTTP/1.1 503 Service Unavailable\r\n" + lines);
    assertThat(written(reply, true, false))
        .isEqualTo("HTTP/1.0 503 Service Unavailable\r\n" + lines);
    EditableResponseHead empty = EditableResponseHead.local(pool, 404);
    empty.add(HeaderLine.of("connection", "close"));
    assertThat(written(empty, false, false))
        .isEqualTo("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  }

  @Test
  void aBodyThatIsDroppedIsNotPromised() {
    EditableResponseHead head = Wire.response(OK_2 + "x: y\r\n\r\n");
    head.withoutBody();
    assertThat(written(head, false, false)).isEqualTo(OK + "x: y\r\ncontent-length: 0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void eightyKibibytesAndOneHundredLinesAreTheMost(int more) {
    String rest = OK + "x: \r\n\r\n";
    String text = OK + "x: " + "y".repeat((80 << 10) - rest.length() + more) + "\r\n\r\n";
    Progress expected = more == 0 ? Progress.DONE : Progress.BAD;
    assertThat(parser().parse(Wire.bytes(text))).isEqualTo(expected);
    String lines = "x: y\r\n".repeat(100 + more);
    assertThat(parser().parse(Wire.bytes(OK + lines + "\r\n"))).isEqualTo(expected);
  }

  @Test
  void aHeadThatHasBegunIsTold() {
    ResponseParser parser = parser();
    assertThat(parser.parse(Wire.bytes(""))).isEqualTo(Progress.MORE);
    assertThat(parser.started()).isFalse();
    assertThat(parser.parse(Wire.bytes("H"))).isEqualTo(Progress.MORE);
    assertThat(parser.started()).isTrue();
    parser.close();
    assertThat(parser.started()).isFalse();
  }
}
