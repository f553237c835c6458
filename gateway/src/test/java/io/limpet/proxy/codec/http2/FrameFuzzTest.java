package io.limpet.proxy.codec.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.codec.http2.Http2Connection.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames that Netty's codec writes, and then any bytes made of them: what is well-formed is read
/// as it was meant, and nothing at all makes the connection throw, stand still or leak.
class FrameFuzzTest {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);
  private static final int STREAMS = 60;

  /// What Netty is told to write, and what should be told of it.
  private static final class Script {
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext context = channel.pipeline().firstContext();
    private final DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter();
    private final SplittableRandom random;
    final List<String> expected = new ArrayList<>();

    Script(SplittableRandom random) {
      this.random = random;
      written(writer.writeSettings(context, new Http2Settings(), promise()));
      written(writer.writeSettingsAck(context, promise()));
      expected.add("settings");
    }

    private static void written(ChannelFuture future) {
      assertThat(future.cause()).isNull();
    }

    private ChannelPromise promise() {
      return context.newPromise();
    }

    void request(int stream) {
      String path = "/" + random.nextInt(1000);
      Http2Headers headers =
          new DefaultHttp2Headers().method("POST").scheme("http").path(path).authority("a");
      int fields = random.nextInt(10) == 0 ? 50 : random.nextInt(4);
      StringBuilder told = new StringBuilder("host: a");
      for (int field = 0; field < fields; field++) {
        String value = "v".repeat(random.nextInt(fields > 10 ? 1000 : 50));
        headers.add("x-" + field, value);
        told.append(", x-").append(field).append(": ").append(value);
      }
      boolean end = random.nextBoolean();
      int padding = random.nextInt(3) == 0 ? random.nextInt(256) : 0;
      if (random.nextBoolean()) {
        written(writer.writeHeaders(context, stream, headers, padding, end, promise()));
      } else {
        short weight = (short) (1 + random.nextInt(256));
        written(
            writer.writeHeaders(
                context, stream, headers, 0, weight, true, padding, end, promise()));
      }
      expected.add("request %s POST %s {%s}%s".formatted(stream, path, told, end ? " end" : ""));
      others();
      if (!end) {
        body(stream);
      }
    }

    private void body(int stream) {
      int sum = 0;
      for (int frame = random.nextInt(4); frame >= 0; frame--) {
        int bytes = 1 + random.nextInt(2000);
        sum += bytes;
        int padding = random.nextInt(3) == 0 ? random.nextInt(256) : 0;
        ByteBuf data = Unpooled.wrappedBuffer(new byte[bytes]);
        written(writer.writeData(context, stream, data, padding, frame == 0, promise()));
      }
      expected.add("data " + stream + " " + sum + " end");
    }

    private void others() {
      switch (random.nextInt(5)) {
        case 0 -> written(writer.writePriority(context, 1, 0, (short) 5, true, promise()));
        case 1 -> {
          ByteBuf any = Unpooled.wrappedBuffer(new byte[random.nextInt(50)]);
          written(writer.writeFrame(context, (byte) 0x77, 0, new Http2Flags(), any, promise()));
        }
        case 2 -> {
          written(writer.writePing(context, true, 5, promise()));
          expected.add("pong 5");
        }
        case 3 -> written(writer.writeWindowUpdate(context, 0, 1, promise()));
        default -> {}
      }
    }

    byte[] bytes() {
      channel.flush();
      ByteBuf all = Unpooled.buffer().writeBytes(PREFACE);
      for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
        all.writeBytes(each);
        each.release();
      }
      byte[] bytes = new byte[all.readableBytes()];
      all.readBytes(bytes);
      return bytes;
    }
  }

  private static Script script(SplittableRandom random) {
    Script script = new Script(random);
    for (int stream = 0; stream < STREAMS; stream++) {
      script.request(stream * 2 + 1);
    }
    return script;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatNettyWritesIsReadAsItWasMeant(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Script script = script(random);
    byte[] bytes = script.bytes();
    assertThat(read(bytes, random)).as("seed %s", seed).isEqualTo(script.expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void changedBytesAreJudgedAlikeHoweverTheyAreCut(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = script(random).bytes();
    int failed = 0;
    for (int round = 0; round < 60; round++) {
      byte[] bytes = Arrays.copyOf(whole, Math.min(whole.length, 200 + random.nextInt(600)));
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[PREFACE.length + 18 + random.nextInt(bytes.length - PREFACE.length - 18)] =
            (byte) random.nextInt(256);
      }
      List<String> once = read(bytes, random);
      assertThat(read(bytes, random)).as("seed %s, round %s", seed, round).isEqualTo(once);
      failed += once.stream().anyMatch(line -> line.startsWith("failed")) ? 1 : 0;
    }
    assertThat(failed).isBetween(5, 59);
  }

  private static List<String> read(byte[] bytes, SplittableRandom random) {
    LoggedConnection server = new LoggedConnection(Role.SERVER, Http2Options.DEFAULT);
    int at = 0;
    while (at < bytes.length) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(3000));
      server.receive(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    List<String> told =
        server.log.stream().filter(line -> Character.isLowerCase(line.charAt(0))).toList();
    server.connection.flush();
    server.connection.close();
    return told;
  }
}
