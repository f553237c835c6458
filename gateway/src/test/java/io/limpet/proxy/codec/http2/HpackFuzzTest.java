package io.limpet.proxy.codec.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.codec.Texts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Header compression against Netty's, which is another's work: what one writes the other must read
/// alike, over many blocks that share one table, whose size changes.
class HpackFuzzTest {
  private static final int BLOCKS = 3000;
  private static final String[] NAMES = {
    "accept",
    "accept-encoding",
    "authorization",
    "content-type",
    "cookie",
    "date",
    "etag",
    "server",
    "set-cookie",
    "user-agent",
    "via",
    "x-a",
    "x-request-id",
    "x-something-with-a-longer-name"
  };

  private static final Pattern NAME =
      Pattern.compile(":(method|scheme|authority|path|protocol|status)|[!#$%&'*+.^_`|~0-9a-z-]+");

  private final HeadPool pool = new HeadPool(Limits.DEFAULT);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatNettyWritesIsReadAsItWasMeant(long seed) throws Http2Exception {
    SplittableRandom random = new SplittableRandom(seed);
    DefaultHttp2HeadersEncoder netty =
        new DefaultHttp2HeadersEncoder((name, value) -> random.nextInt(8) == 0, false, 4096);
    HpackDecoder ours = Blocks.decoder();
    for (int block = 0; block < BLOCKS; block++) {
      List<String> fields = fields(random);
      if (random.nextInt(20) == 0) {
        netty.configuration().maxHeaderTableSize(random.nextInt(4097));
      }
      ByteBuf out = Unpooled.buffer();
      netty.encodeHeaders(1, headers(fields), out);
      HeaderLines lines = Blocks.read(ours, ByteBufUtil.getBytes(out));
      assertThat(Blocks.texts(lines)).as("seed %s, block %s", seed, block).isEqualTo(fields);
      assertThat(ours.malformed()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsWrittenNettyReadsAsItWasMeant(long seed) throws Http2Exception {
    SplittableRandom random = new SplittableRandom(seed);
    DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);
    HpackEncoder ours = new HpackEncoder(pool);
    HpackDecoder source = Blocks.decoder();
    DefaultHttp2HeadersEncoder sender = new DefaultHttp2HeadersEncoder();
    for (int block = 0; block < BLOCKS; block++) {
      List<String> fields = fields(random);
      if (random.nextInt(20) == 0) {
        int size = random.nextInt(4097);
        netty.maxHeaderTableSize(size);
        ours.tableSize(size);
      }
      ByteBuf plain = Unpooled.buffer();
      sender.encodeHeaders(1, headers(fields), plain);
      HeaderLines lines = Blocks.read(source, ByteBufUtil.getBytes(plain));
      ours.begin();
      ours.lines(lines);
      byte[] written = Arrays.copyOf(ours.block(), ours.length());
      Http2Headers read = netty.decodeHeaders(1, Unpooled.wrappedBuffer(written));
      assertThat(texts(read)).as("seed %s, block %s", seed, block).isEqualTo(sorted(fields));
    }
  }

  /// Any bytes at all: both take them, or both do not, and what they take is the same.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void bytesOfNoSenseAreJudgedAsNettyDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int taken = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] block = block(random);
      List<String> ours = decode(block);
      List<String> theirs = nettyDecode(block);
      assertThat(ours).as("%s", ByteBufUtil.hexDump(block)).isEqualTo(theirs);
      taken += ours.equals(List.of("refused")) ? 0 : 1;
    }
    assertThat(taken).isBetween(2_000, 18_000);
  }

  /// Fields of all kinds, of which half have one byte changed.
  private static byte[] block(SplittableRandom random) {
    ByteBuf block = Unpooled.buffer();
    for (int field = random.nextInt(6); field >= 0; field--) {
      switch (random.nextInt(5)) {
        case 0 -> block.writeByte(0x80 | (1 + random.nextInt(61)));
        case 1 -> block.writeByte(0x80 | (62 + random.nextInt(3)));
        case 2 -> text(text(block.writeByte(0x40), random), random);
        case 3 -> text(block.writeByte(random.nextInt(15)), random).writeByte(0x82);
        default -> text(block.writeByte(0x40 | (1 + random.nextInt(62))), random);
      }
    }
    if (random.nextBoolean()) {
      block.setByte(random.nextInt(block.readableBytes()), random.nextInt(256));
    }
    return ByteBufUtil.getBytes(block);
  }

  private static ByteBuf text(ByteBuf block, SplittableRandom random) {
    int length = 1 + random.nextInt(4);
    block.writeByte(length);
    for (int at = 0; at < length; at++) {
      block.writeByte('a' + random.nextInt(26));
    }
    return block;
  }

  private static List<String> decode(byte[] block) {
    HpackDecoder decoder = new HpackDecoder(1 << 20, 1000, new HeaderLines(new Texts()));
    HeaderLines lines = new HeaderLines(new Texts());
    lines.begin(false);
    if (!decoder.decode(block, 0, block.length, lines)) {
      return List.of("refused");
    }
    return decoder.malformed() == null ? sorted(Blocks.texts(lines)) : List.of("malformed");
  }

  private static List<String> nettyDecode(byte[] block) {
    try {
      Http2Headers headers =
          new DefaultHttp2HeadersDecoder(false, 1 << 20)
              .decodeHeaders(1, Unpooled.wrappedBuffer(block));
      List<String> texts = texts(headers);
      return texts.stream().allMatch(HpackFuzzTest::wellFormed)
          ? sorted(texts.stream().map(HpackFuzzTest::trimmed).toList())
          : List.of("malformed");
    } catch (Http2Exception broken) {
      return List.of("refused");
    }
  }

  private static String trimmed(String field) {
    int value = field.indexOf(": ", 1) + 2;
    return field.substring(0, value) + field.substring(value).strip();
  }

  private static boolean wellFormed(String field) {
    int colon = field.indexOf(": ", 1);
    String name = field.substring(0, Math.max(0, colon));
    boolean goodName = NAME.matcher(name).matches();
    String value = field.substring(colon + 2);
    boolean trimmed = field.startsWith(":") && !value.equals(value.strip());
    return goodName
        && !trimmed
        && field.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
  }

  private static List<String> fields(SplittableRandom random) {
    List<String> fields = new ArrayList<>();
    int count = random.nextInt(20);
    for (int field = 0; field < count; field++) {
      fields.add(NAMES[random.nextInt(NAMES.length)] + ": " + value(random));
    }
    return fields;
  }

  private static String value(SplittableRandom random) {
    if (random.nextInt(3) > 0) {
      return "value-" + random.nextInt(5);
    }
    StringBuilder value = new StringBuilder();
    int length = random.nextInt(20) == 0 ? random.nextInt(5000) : random.nextInt(40);
    for (int at = 0; at < length; at++) {
      boolean any = random.nextInt(10) == 0;
      value.append((char) (any ? 0x80 + random.nextInt(128) : '!' + random.nextInt(94)));
    }
    return value.toString();
  }

  private static Http2Headers headers(List<String> fields) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    for (String field : fields) {
      int colon = field.indexOf(": ");
      headers.add(ascii(field.substring(0, colon)), ascii(field.substring(colon + 2)));
    }
    return headers;
  }

  private static AsciiString ascii(String text) {
    return new AsciiString(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Netty keeps fields of one name together: their order among others is lost.
  private static List<String> texts(Http2Headers headers) {
    List<String> texts = new ArrayList<>();
    headers.forEach(field -> texts.add(field.getKey() + ": " + field.getValue()));
    return sorted(texts);
  }

  private static List<String> sorted(List<String> fields) {
    return fields.stream().sorted().toList();
  }
}
