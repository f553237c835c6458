package io.limpet.proxy.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.plan.Inspection.ProxyHeader;
import io.limpet.proxy.plan.transport.TlvTypes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The first bytes of connections, changed anyhow: their readers never throw, take nothing, ask for
/// more only while their bound is not reached, and say the same however the bytes come.
class FirstBytesFuzzTest {
  /// `-Dfirst.bytes.rounds` asks for a longer run.
  private static final int ROUNDS = Integer.getInteger("first.bytes.rounds", 400);

  private static final ClientHello.Said MEANT =
      new ClientHello.Said("a.example", List.of("h2", "http/1.1"), true, false, true);

  private static final int MOST_OF_PROXY = 16 + 65_535;

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.readBytes(bytes).release();
    return bytes;
  }

  /// A ClientHello in records of the given sizes at most; `padding` bytes are in an extension.
  private static byte[] hello(int padding, int recordBytes) {
    ByteBuf extensions = Unpooled.buffer();
    extension(extensions, 0, "000c 00 0009 612e6578616d706c65");
    extension(extensions, 10, "0004 001d 0017");
    extension(extensions, 13, "0004 0403 0804");
    extension(extensions, 16, "000c 02 6832 08 687474702f312e31");
    extension(extensions, 43, "04 0304 0303");
    extensions.writeShort(21).writeShort(padding).writeZero(padding);
    ByteBuf body = Unpooled.buffer().writeShort(0x0303).writeZero(32).writeByte(32).writeZero(32);
    body.writeShort(4).writeInt(0x1301c02b).writeByte(1).writeByte(0);
    body.writeShort(extensions.readableBytes()).writeBytes(extensions);
    ByteBuf message = Unpooled.buffer().writeByte(1).writeMedium(body.readableBytes());
    message.writeBytes(body);
    ByteBuf records = Unpooled.buffer();
    while (message.isReadable()) {
      int size = Math.min(recordBytes, message.readableBytes());
      records.writeByte(22).writeShort(0x0301).writeShort(size).writeBytes(message, size);
    }
    return bytes(records);
  }

  private static void extension(ByteBuf out, int type, String hex) {
    byte[] value = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    out.writeShort(type).writeShort(value.length).writeBytes(value);
  }

  /// Bytes with some of them changed, left out, put in or cut off.
  private static byte[] changed(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    for (int turns = 1 + random.nextInt(3); turns > 0 && changed.length > 1; turns--) {
      int at = random.nextInt(changed.length);
      switch (random.nextInt(4)) {
        case 0 -> changed[at] = (byte) random.nextInt(256);
        case 1 -> changed[at] = (byte) (random.nextBoolean() ? 0 : 255);
        case 2 -> changed = Arrays.copyOf(changed, at + 1);
        default -> {
          byte[] longer = Arrays.copyOf(changed, changed.length + 1);
          System.arraycopy(changed, at, longer, at + 1, changed.length - at);
          changed = longer;
        }
      }
    }
    return changed;
  }

  /// What a reader says of the bytes; they come in pieces that end at `ends`, and it is asked until
  /// it wants no more.
  private static Object asked(byte[] bytes, Function<ByteBuf, Object> reader, List<Integer> ends) {
    Object said = ClientHello.Without.MORE;
    for (int end : ends) {
      ByteBuf in = Unpooled.wrappedBuffer(bytes, 0, end);
      said = reader.apply(in);
      assertThat(in.readableBytes()).isEqualTo(end);
      if (said != ClientHello.Without.MORE && said != ProxyHead.Without.MORE) {
        return said;
      }
    }
    return said;
  }

  private static List<Integer> pieces(int length, Random random) {
    List<Integer> ends = new ArrayList<>();
    for (int at = 1 + random.nextInt(40); at < length; at += 1 + random.nextInt(40)) {
      ends.add(at);
    }
    ends.add(length);
    return ends;
  }

  @Test
  void aHelloIsReadInRecordsOfAnySize() {
    for (int size = 1; size < 250; size++) {
      byte[] bytes = hello(20, size);
      assertThat(ClientHelloReader.find(Unpooled.wrappedBuffer(bytes)))
          .as("records of %d", size)
          .isEqualTo(MEANT);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_126})
  void aHelloHasOneMeaningHoweverItComes(long seed) {
    Random random = new Random(seed);
    int said = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] hello = hello(random.nextInt(60), 1 + random.nextInt(300));
      byte[] bytes = changed(hello, random);
      Object whole = asked(bytes, ClientHelloReader::find, List.of(bytes.length));
      assertThat(asked(bytes, ClientHelloReader::find, pieces(bytes.length, random)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(whole);
      said += whole instanceof ClientHello.Said ? 1 : 0;
    }
    assertThat(said).isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
  }

  /// Around the bound, records of one byte among them: six bytes for one of the message.
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 16_384})
  void aHelloThatDoesNotEndWithinTheBoundIsTooLarge(int recordBytes) {
    int most = ClientHelloReader.MOST_BYTES;
    int bare = hello(0, recordBytes).length;
    int each = recordBytes + 5;
    int middle = (most - bare) * recordBytes / each;
    for (int padding = middle - 20; padding < middle + 20; padding++) {
      byte[] bytes = hello(padding, recordBytes);
      Object expected = bytes.length <= most ? MEANT : ClientHello.Without.TOO_LARGE;
      assertThat(asked(bytes, ClientHelloReader::find, List.of(bytes.length)))
          .as("%d bytes at once", bytes.length)
          .isEqualTo(expected);
      assertThat(
              asked(
                  bytes,
                  ClientHelloReader::find,
                  List.of(most / 2, most - 1, most).stream()
                      .filter(end -> end < bytes.length)
                      .toList()))
          .as("%d bytes in pieces", bytes.length)
          .isEqualTo(bytes.length <= most ? ClientHello.Without.MORE : expected);
    }
  }

  private static final String[] FIRST = {
    "PROXY TCP4 192.0.2.1 192.0.2.2 4000 80\r\nGET /",
    "PROXY TCP6 2001:db8::1 2001:db8::2 65535 443\r\n",
    "PROXY UNKNOWN\r\nGET /",
    "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
  };

  private static byte[] second(int command, int family, int tlvBytes) {
    ByteBuf out = Unpooled.buffer();
    out.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(US_ASCII));
    int addresses = family == 0x11 ? 12 : 36;
    out.writeByte(command).writeByte(family).writeShort(addresses + 3 + tlvBytes);
    out.writeZero(addresses).writeByte(0xe0).writeShort(tlvBytes).writeZero(tlvBytes);
    return bytes(out.writeBytes("GET /".getBytes(US_ASCII)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_126})
  void aProxyHeaderHasOneMeaningHoweverItComes(long seed) {
    Random random = new Random(seed);
    int said = 0;
    for (int round = 0; round < ROUNDS; round++) {
      ProxyHeader plan =
          new ProxyHeader(
              random.nextBoolean(),
              random.nextInt(8) > 0,
              random.nextInt(8) > 0,
              new TlvTypes(random.nextBoolean(), Set.of()));
      byte[] bytes =
          random.nextBoolean()
              ? FIRST[random.nextInt(FIRST.length)].getBytes(US_ASCII)
              : second(
                  0x20 | random.nextInt(2),
                  random.nextInt(4) > 0 ? 0x11 : 0x21,
                  random.nextInt(90));
      byte[] some = random.nextInt(4) == 0 ? bytes : changed(bytes, random);
      Function<ByteBuf, Object> reader = in -> ProxyHeadReader.find(in, plan);
      Object whole = asked(some, reader, List.of(some.length));
      assertThat(asked(some, reader, pieces(some.length, random)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(whole);
      if (whole instanceof ProxyHead.Said head) {
        assertThat(head.bytes()).isBetween(1, some.length);
        said++;
      }
    }
    assertThat(said).isBetween(ROUNDS / 20, ROUNDS * 19 / 20);
  }

  @Test
  void noProxyHeaderAsksForMoreThanItMayHave() {
    ProxyHeader plan = new ProxyHeader(false, true, true, TlvTypes.NONE);
    byte[] line = ("PROXY TCP4 " + "1".repeat(200)).getBytes(US_ASCII);
    assertThat(ProxyHeadReader.find(Unpooled.wrappedBuffer(line), plan))
        .isEqualTo(ProxyHead.Without.BAD);
    byte[] long2 = Arrays.copyOf(second(0x21, 0x11, 0), MOST_OF_PROXY);
    long2[14] = (byte) 0xff;
    long2[15] = (byte) 0xff;
    assertThat(ProxyHeadReader.find(Unpooled.wrappedBuffer(long2), plan))
        .isNotEqualTo(ProxyHead.Without.MORE);
  }
}
