package io.limpet.proxy.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {
  /// Collects what a reader hands on.
  private static final class Collected implements BodySink {
    private final StringBuilder text = new StringBuilder();
    private int pieces;

    @Override
    public void content(ByteBuf piece) {
      text.append(piece.toString(StandardCharsets.ISO_8859_1));
      pieces++;
      piece.release();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0\r\n\r\n",
        "5\r\nhello\r\n0\r\n\r\n",
        "00005\r\nhello\r\n000\r\n\r\n",
        "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n",
        "A\r\n0123456789\r\n0\r\n\r\n",
        "a\r\n0123456789\r\n0\r\n\r\n",
        "5;ext\r\nhello\r\n0\r\n\r\n",
        "5 ;a=b;c=\"d;e\"\r\nhello\r\n0;last\r\n\r\n",
        "5\r\nhello\r\n0\r\nTrailer: x\r\nx-other:\r\n\r\n",
        "4\r\n\r\n\r\n\r\n0\r\n\r\n",
      })
  void chunksAreTakenApartHoweverTheyAreCut(String text) {
    String content =
        text.contains("hello") || text.contains("ello")
            ? "hello"
            : text.contains("9") ? "0123456789" : text.startsWith("4") ? "\r\n\r\n" : "";
    for (int cut = 1; cut < text.length(); cut++) {
      assertBody(content, text, cut);
    }
    assertBody(content, text);
    assertBody(content, text, Wire.everyByte(text));
  }

  private static void assertBody(String content, String text, int... cuts) {
    BodyReader reader = new BodyReader(Limits.DEFAULT, false);
    reader.begin(Framing.CHUNKED, 0);
    Collected collected = new Collected();
    Progress progress = Wire.feed(text, in -> reader.read(in, collected), cuts);
    assertThat(progress).isEqualTo(Progress.DONE);
    assertThat(reader.done()).isTrue();
    assertThat(collected.text).hasToString(content);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        " 5\r\nhello\r\n",
        "x\r\n",
        "-1\r\n",
        "+1\r\n",
        "0x5\r\n",
        "5 \r\nhello\r\n",
        "5\t\r\nhello\r\n",
        "5,5\r\n",
        "5\nhello\r\n",
        "5\rhello\r\n",
        "5\r\r\nhello",
        "5\r\nhello\n0\r\n",
        "5\r\nhello0\r\n",
        "5\r\nhelloX",
        "5\r\nhello\rX",
        "5\r\nhello\r\n\r\n",
        "5;a\nb\r\nhello",
        "5;a\0b\r\nhello",
        "5;a\rb\r\nhello",
        "5;\u007f\r\nhello",
        "8000000000000000\r\n",
        "ffffffffffffffff\r\n",
        "00000000000000005\r\nhello\r\n",
        "10000000000000000\r\n",
        "0\r\nx\r\n\r\n",
        "0\r\n: x\r\n\r\n",
        "0\r\nx : y\r\n\r\n",
        "0\r\n x: y\r\n\r\n",
        "0\r\nx: y\n\r\n",
        "0\r\nx: y\0\r\n\r\n",
        "0\r\nx: y\r\r\n",
        "0\r\n\rX",
        "0\r\n\n",
      })
  void chunksThatCouldBeReadOtherwiseAreBadHoweverTheyAreCut(String text) {
    assertBad(text);
    assertBad(text, Wire.everyByte(text));
    for (int cut = 1; cut < text.length(); cut++) {
      assertBad(text, cut);
    }
  }

  private static void assertBad(String text, int... cuts) {
    BodyReader reader = new BodyReader(Limits.DEFAULT, false);
    reader.begin(Framing.CHUNKED, 0);
    Progress progress = Wire.feed(text, in -> reader.read(in, ByteBuf::release), cuts);
    assertThat(progress).as("%s", text).isEqualTo(Progress.BAD);
    assertThat(reader.read(Wire.bytes("0\r\n\r\n"), ByteBuf::release)).isEqualTo(Progress.BAD);
    assertThat(reader.closed()).isEqualTo(Progress.BAD);
  }

  @Test
  void longExtensionsAndTrailersAreBad() {
    assertBad("5;" + "x".repeat(Limits.DEFAULT.chunkLineBytes()) + "\r\n");
    assertBad("5" + " ".repeat(Limits.DEFAULT.chunkLineBytes() + 1) + ";\r\n");
    assertBad("0\r\n" + "x: y\r\n".repeat(Limits.DEFAULT.trailerBytes() / 4));
  }

  @Test
  void trailersThatAreTooLongHaveTheirOwnAnswer() {
    BodyReader reader = new BodyReader(Limits.DEFAULT, false);
    reader.begin(Framing.CHUNKED, 0);
    String trailers = "x: y\r\n".repeat(Limits.DEFAULT.trailerBytes() / 4);
    assertThat(reader.read(Wire.bytes("0\r\n" + trailers), ByteBuf::release))
        .isEqualTo(Progress.BAD);
    assertThat(reader.refusal()).isEqualTo(Refusal.HEADERS_TOO_LARGE);
    reader.begin(Framing.CHUNKED, 0);
    assertThat(reader.read(Wire.bytes("x"), ByteBuf::release)).isEqualTo(Progress.BAD);
    assertThat(reader.refusal()).isEqualTo(Refusal.CODEC_ERROR);
  }

  @Test
  void aLengthIsReadToTheByte() {
    BodyReader reader = new BodyReader(Limits.DEFAULT, false);
    reader.begin(Framing.LENGTH, 5);
    Collected collected = new Collected();
    assertThat(reader.read(Wire.bytes("hel"), collected)).isEqualTo(Progress.MORE);
    ByteBuf in = Wire.bytes("loGET");
    assertThat(reader.read(in, collected)).isEqualTo(Progress.DONE);
    assertThat(in.readableBytes()).isEqualTo(3);
    assertThat(collected.text).hasToString("hello");
    assertThat(reader.read(in, collected))
        .as("what follows is not touched")
        .isEqualTo(Progress.DONE);
    assertThat(in.readableBytes()).isEqualTo(3);
  }

  @Test
  void piecesShareTheMemoryOfWhatWasReceived() {
    BodyReader reader = new BodyReader(Limits.DEFAULT, false);
    reader.begin(Framing.CHUNKED, 0);
    ByteBuf in = Wire.out();
    in.writeCharSequence("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nrest", StandardCharsets.US_ASCII);
    ByteBuf[] pieces = new ByteBuf[2];
    int[] count = {0};
    Progress progress = reader.read(in, piece -> pieces[count[0]++] = piece);
    assertThat(progress).isEqualTo(Progress.DONE);
    in.setByte(3, 'X');
    assertThat(pieces[0].toString(StandardCharsets.US_ASCII)).isEqualTo("Xbc");
    assertThat(in.toString(StandardCharsets.US_ASCII)).isEqualTo("rest");
    pieces[0].release();
    pieces[1].release();
    in.release();
    assertThat(in.refCnt()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "UNTIL_CLOSE,0,abc,DONE",
    "LENGTH,3,abc,DONE",
    "LENGTH,4,abc,BAD",
    "CHUNKED,0,'',BAD",
    "NONE,0,'',DONE"
  })
  void aCloseEndsOrCutsABody(Framing framing, long length, String text, Progress expected) {
    BodyReader reader = new BodyReader(Limits.DEFAULT, false);
    reader.begin(framing, length);
    Collected collected = new Collected();
    Wire.feed(text, in -> reader.read(in, collected));
    assertThat(reader.closed()).isEqualTo(expected);
    assertThat(collected.text).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 255, 256, 65_535, 65_536, Integer.MAX_VALUE})
  void sizesOfChunksAreWrittenInHexadecimal(int size) {
    ByteBuf out = Wire.out();
    Chunks.before(size, false, out);
    Chunks.before(size, true, out);
    Chunks.last(true, out);
    Chunks.last(false, out);
    String hex = Integer.toHexString(size);
    assertThat(Wire.text(out)).isEqualTo(hex + "\r\n\r\n" + hex + "\r\n\r\n0\r\n\r\n0\r\n\r\n");
    assertThatThrownBy(() -> Chunks.before(0, false, Wire.bytes("")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bigChunksAreHandedOnAsTheyCome() {
    BodyReader reader = new BodyReader(Limits.DEFAULT, false);
    reader.begin(Framing.CHUNKED, 0);
    Collected collected = new Collected();
    Progress progress =
        Wire.feed("7fffffffffffffff\r\nabcdef", in -> reader.read(in, collected), 18, 20, 22);
    assertThat(progress).isEqualTo(Progress.MORE);
    assertThat(collected.text).hasToString("abcdef");
    assertThat(collected.pieces).isEqualTo(3);
  }
}
