package io.limpet.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.plan.Http1Plan.HeaderCase;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changed messages, cut anyhow: the codec never throws, never stands still, gives the same answer
/// however a message is cut, and lets nothing go on that a second reader would read otherwise.
class CodecFuzzTest {
  /// `-Dcodec.fuzz.rounds` asks for a longer run.
  private static final int ROUNDS = Integer.getInteger("codec.fuzz.rounds", 600);

  private static final String[] REQUESTS = {
    "GET /a/b?c=d HTTP/1.1\r\nHost: example.com\r\nUser-Agent: x\r\nAccept: */*\r\n\r\n",
    "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: x-y\r\nX-Y: 1\r\n\r\nhello",
    "POST / HTTP/1.1\r\n"
        + "Transfer-Encoding: chunked\r\n"
        + "Host: a\r\n\r\n"
        + "5;x\r\n"
        + "hello\r\n"
        + "0\r\n"
        + "a: b\r\n\r\n",
    "GET http://u@other:81/one?q HTTP/1.1\r\nHost: a\r\nTE: trailers, x\r\n\r\n",
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "CONNECT a:80 HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n",
  };

  private static final String[] RESPONSES = {
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nSet-Cookie: a=b\r\nServer: x\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\n"
        + "Transfer-Encoding: chunked\r\n"
        + "Connection: x-y\r\n"
        + "X-Y: 1\r\n\r\n"
        + "5\r\n"
        + "hello\r\n"
        + "0\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 Not Found\nx: a\n b\n\nhello",
    "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  };

  /// What came of some bytes: the heads as they are written on, the bodies, and how it ended.
  private record Outcome(List<String> heads, String body, String end) {}

  /// Reads messages one after the other, as a connection does.
  private abstract static class Reader implements BodySink {
    final List<String> heads = new ArrayList<>();
    final StringBuilder body = new StringBuilder();
    final BodyReader bodies = new BodyReader(Limits.DEFAULT, false);
    boolean inBody;
    String end = "open";

    abstract Progress head(ByteBuf in);

    abstract void close();

    @Override
    public void content(ByteBuf piece) {
      assertThat(piece.isReadable()).isTrue();
      body.append(piece.toString(StandardCharsets.ISO_8859_1));
      piece.release();
    }

    Progress read(ByteBuf in) {
      Progress progress = Progress.DONE;
      while (progress == Progress.DONE && in.isReadable()) {
        int before = in.readableBytes();
        boolean wasInBody = inBody;
        progress = inBody ? bodies.read(in, this) : head(in);
        if (progress == Progress.DONE) {
          inBody = !wasInBody;
        }
        assertThat(in.readableBytes() < before || wasInBody || progress != Progress.DONE).isTrue();
      }
      if (progress == Progress.BAD) {
        end = "bad";
        return Progress.BAD;
      }
      return Progress.MORE;
    }

    Outcome outcome() {
      close();
      return new Outcome(heads, body.toString(), end);
    }
  }

  private static final class Requests extends Reader {
    final RequestParser parser = Wire.requests();

    @Override
    Progress head(ByteBuf in) {
      Progress progress = parser.parse(in);
      if (progress == Progress.DONE) {
        EditableRequestHead head = parser.head();
        heads.add(Wire.upstream(head));
        bodies.begin(head.framing(), head.contentLength());
        head.release();
      } else if (progress == Progress.BAD) {
        heads.add(parser.refusal().name());
        parser.head().release();
      }
      return progress;
    }

    @Override
    void close() {
      parser.close();
    }
  }

  private static final class Responses extends Reader {
    final ResponseParser parser = new ResponseParser(Limits.DEFAULT, new HeadPool(Limits.DEFAULT));

    @Override
    Progress head(ByteBuf in) {
      Progress progress = parser.parse(in);
      if (progress == Progress.DONE) {
        EditableResponseHead head = parser.head();
        ByteBuf out = Wire.out();
        ResponseWriter.write(head, ResponseWriter.Client.of(false, false), HeaderCase.LOWER, out);
        heads.add(Wire.text(out));
        bodies.begin(head.framing(), head.contentLength());
        head.release();
      }
      return progress;
    }

    @Override
    void close() {
      parser.close();
    }
  }

  private static Outcome outcome(Reader reader, String text, int... cuts) {
    Wire.feed(text, reader::read, cuts);
    return reader.outcome();
  }

  private static int[] cuts(String text, Random random) {
    return random.ints(random.nextInt(6), 0, text.length() + 1).sorted().toArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_121, 7_919})
  void changedRequestsHaveOneMeaningHoweverTheyAreCut(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String first = REQUESTS[random.nextInt(REQUESTS.length)];
      String text = Wire.mutated(first + REQUESTS[random.nextInt(REQUESTS.length)], random);
      Outcome whole = outcome(new Requests(), text);
      assertThat(outcome(new Requests(), text, cuts(text, random)))
          .as("seed %d round %d: %s", seed, round, text)
          .isEqualTo(whole);
      assertThat(outcome(new Requests(), text, Wire.everyByte(text))).isEqualTo(whole);
      for (String head : whole.heads()) {
        assertUnambiguous(head);
      }
    }
  }

  /// What goes upstream is read again by the strictest reader there is here, to the same head.
  private static void assertUnambiguous(String head) {
    if (!head.endsWith("\r\n\r\n") || head.startsWith("CONNECT") || !head.contains(" /")) {
      return;
    }
    RequestParser parser = Wire.requests();
    ByteBuf in = Wire.bytes(head);
    assertThat(parser.parse(in)).as("%s", head).isEqualTo(Progress.DONE);
    assertThat(in.isReadable()).isFalse();
    assertThat(Wire.upstream(parser.head())).isEqualTo(head);
    parser.head().release();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 20_261_122, 104_729})
  void changedResponsesHaveOneMeaningHoweverTheyAreCut(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      String text = Wire.mutated(RESPONSES[random.nextInt(RESPONSES.length)], random);
      Outcome whole = outcome(new Responses(), text);
      assertThat(outcome(new Responses(), text, cuts(text, random)))
          .as("seed %d round %d: %s", seed, round, text)
          .isEqualTo(whole);
      assertThat(outcome(new Responses(), text, Wire.everyByte(text))).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 20_261_123})
  void pathsOfAnyKindAreNormalisedOrRefused(long seed) {
    Random random = new Random(seed);
    String alphabet = "/.%2eEfF;\\?a%\"";
    for (int round = 0; round < ROUNDS * 5; round++) {
      StringBuilder path = new StringBuilder("/");
      for (int size = random.nextInt(14); size > 0; size--) {
        path.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String normal = PathNormalizer.normalize(path.toString(), true, true);
      assertThat(normal).as("seed %d round %d: %s", seed, round, path).startsWith("/");
      String plain = normal == null ? "" : normal.split("\\?", 2)[0];
      assertThat(plain + "/").doesNotContain("/../").doesNotContain("/./").doesNotContain("\\");
    }
  }
}
