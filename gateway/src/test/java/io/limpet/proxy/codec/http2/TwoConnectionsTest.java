package io.limpet.proxy.codec.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.Http2Connection.Role;
import io.limpet.proxy.plan.Http1Plan.Underscores;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A client's connection and a server's, with any number of streams, small windows, and bytes that
/// come in pieces: what one side sends the other has, whole and in order.
class TwoConnectionsTest {
  private static final int REQUESTS = 60;
  private static final int CONCURRENT = 7;
  private static final int MOST_BYTES = 60_000;

  private final HeadPool heads = new HeadPool(Limits.DEFAULT);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyBodyComesBackWhole(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int window = 500 + random.nextInt(100_000);
    Http2Options options =
        new Http2Options(
            random.nextInt(4097),
            CONCURRENT,
            window,
            65_535,
            false,
            60 << 10,
            100,
            Underscores.ALLOW,
            new Http2Options.FloodLimits(10_000, 1000, 1, 100, 1 << 20, 8));
    Side client = new Side(Role.CLIENT, options, random);
    Side server = new Side(Role.SERVER, options, random);
    client.connection.begin();
    server.connection.begin();
    List<Echo> echoes = new ArrayList<>();
    int done = 0;
    for (int round = 0; done < REQUESTS && round < 1_000_000; round++) {
      if (echoes.size() < REQUESTS && client.connection.canOpen()) {
        echoes.add(client.ask(echoes.size()));
      }
      client.work(server);
      server.work(client);
      done = (int) echoes.stream().filter(echo -> echo.ended).count();
    }
    assertThat(done).as("seed %s, window %s", seed, window).isEqualTo(REQUESTS);
    for (Echo echo : echoes) {
      assertThat(echo.received).as("seed %s", seed).isEqualTo(echo.sent);
    }
    assertThat(client.connection.streams()).isZero();
    assertThat(server.connection.streams()).isZero();
    client.close();
    server.close();
  }

  /// A request whose body the server sends back.
  private static final class Echo {
    int sent;
    int left;
    int received;
    boolean ended;
  }

  /// One end, with what is under way to it.
  private final class Side implements Http2Events {
    final Http2Connection connection;
    private final boolean server;
    private final SplittableRandom random;
    private final ByteBuf wire = Unpooled.buffer();
    private final List<Runnable> later = new ArrayList<>();

    Side(Role role, Http2Options options, SplittableRandom random) {
      this.server = role == Role.SERVER;
      this.random = random;
      this.connection =
          new Http2Connection(
              role,
              options,
              new Http2Connection.Means(
                  UnpooledByteBufAllocator.DEFAULT, heads, Http2Counts.unseen()),
              this);
    }

    /// Some of what is to be done, then some of what was written goes over.
    void work(Side other) {
      List<Runnable> now = List.copyOf(later);
      later.clear();
      now.forEach(Runnable::run);
      connection.writable(random.nextInt(4) > 0);
      connection.flush();
      int size = Math.min(wire.readableBytes(), 1 + random.nextInt(40_000));
      other.connection.receive(wire.readSlice(size));
      wire.discardReadBytes();
    }

    Echo ask(int number) {
      EditableRequestHead head = EditableRequestHead.http2(heads, ConnectionEnds.NONE);
      byte[] frame =
          FrameText.bytes(
              "HEADERS 1 {:method: POST | :scheme: http | :path: /%s | :authority: a}"
                  .formatted(number));
      Blocks.decoder().decode(frame, Frame.HEAD_BYTES, frame.length, head.lines());
      RequestFields.apply(head, false, false);
      Echo echo = new Echo();
      echo.sent = random.nextInt(MOST_BYTES);
      echo.left = echo.sent;
      Asking asking = new Asking(echo);
      asking.stream = connection.request(head, false, asking);
      head.release();
      later.add(asking::send);
      return echo;
    }

    void close() {
      connection.close();
      wire.release();
    }

    @Override
    public StreamEvents request(Http2Stream stream, EditableRequestHead head, boolean end) {
      head.release();
      EditableResponseHead answer = EditableResponseHead.local(heads, 200);
      connection.response(stream, answer, false);
      answer.release();
      return new Answering(stream);
    }

    @Override
    public void malformed(Http2Stream stream, Malformed why) {
      throw new AssertionError(stream + " is malformed: " + why);
    }

    @Override
    public void goAway(int lastStream, ErrorCode code) {
      throw new AssertionError("GOAWAY " + code);
    }

    @Override
    public void settings() {}

    @Override
    public void pong(long opaque) {}

    @Override
    public void failed(ErrorCode code, String why) {
      throw new AssertionError((server ? "server: " : "client: ") + code + ", " + why);
    }

    @Override
    public void flooded(Flood flood) {
      throw new AssertionError((server ? "server: " : "client: ") + flood);
    }

    @Override
    public void write(ByteBuf bytes) {
      connection.taken(connection.untaken(), connection.untakenControl());
      wire.writeBytes(bytes);
      bytes.release();
    }

    /// The client's side of a stream.
    private final class Asking implements StreamEvents {
      private final Echo echo;
      Http2Stream stream = new Http2Stream(0, 0, 0);

      Asking(Echo echo) {
        this.echo = echo;
      }

      void send() {
        int size = Math.min(echo.left, random.nextInt(20_000));
        echo.left -= size;
        boolean last = echo.left == 0;
        connection.data(stream, Unpooled.wrappedBuffer(new byte[size]), last && size % 2 == 0);
        if (last && size % 2 == 1) {
          connection.trailers(stream, new Trailers());
        } else if (!last) {
          later.add(this::send);
        }
      }

      @Override
      public void response(EditableResponseHead head, boolean end) {
        assertThat(head.status()).isEqualTo(200);
        head.release();
      }

      @Override
      public void data(ByteBuf piece, boolean end) {
        int bytes = piece.readableBytes();
        piece.release();
        echo.received += bytes;
        echo.ended |= end;
        later.add(() -> connection.consumed(stream, bytes));
      }

      @Override
      public void trailers(Trailers trailers) {
        echo.ended = true;
      }

      @Override
      public void reset(ErrorCode code, boolean local) {
        throw new AssertionError("reset " + code);
      }

      @Override
      public void drained() {}
    }

    /// The server's: what comes is sent back when it is let.
    private final class Answering implements StreamEvents {
      private final Http2Stream stream;
      private final ArrayDeque<ByteBuf> back = new ArrayDeque<>();

      Answering(Http2Stream stream) {
        this.stream = stream;
      }

      @Override
      public void response(EditableResponseHead head, boolean end) {
        throw new AssertionError("a client answered");
      }

      @Override
      public void data(ByteBuf piece, boolean end) {
        int bytes = piece.readableBytes();
        back.add(piece);
        later.add(
            () -> {
              connection.data(stream, back.remove(), end);
              connection.consumed(stream, bytes);
            });
      }

      @Override
      public void trailers(Trailers trailers) {
        later.add(() -> connection.trailers(stream, trailers));
      }

      @Override
      public void reset(ErrorCode code, boolean local) {
        throw new AssertionError("reset " + code);
      }

      @Override
      public void drained() {}
    }
  }
}
