package io.limpet.proxy.codec.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Limits;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.http2.Http2Connection.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A connection whose owner writes down all that it is told, and all frames that it sends.
final class LoggedConnection implements Http2Events {
  final List<String> log = new ArrayList<>();
  final HeadPool heads = new HeadPool(Limits.DEFAULT);
  final Http2Connection connection;
  final Map<Integer, Http2Stream> streams = new HashMap<>();
  private final WireLog wire = new WireLog(log);
  private boolean skipsPreface;
  private boolean writable = true;

  LoggedConnection(Role role, Http2Options options) {
    connection =
        new Http2Connection(
            role,
            options,
            new Http2Connection.Means(
                UnpooledByteBufAllocator.DEFAULT, heads, Http2Counts.unseen()),
            this);
    connection.ends(ConnectionEnds.NONE);
    skipsPreface = role == Role.CLIENT;
    connection.begin();
    connection.flush();
  }

  void receive(byte[] bytes) {
    connection.receive(Unpooled.wrappedBuffer(bytes));
  }

  // What a row asks for.

  void act(String action) {
    String[] words = action.split(" ", -1);
    if (words[0].equals("request")) {
      request(words);
    } else if (words.length > 1) {
      actOnStream(words, Integer.parseInt(words[1]));
    } else {
      actOnConnection(words[0]);
    }
  }

  private Http2Stream stream(int id) {
    return Objects.requireNonNull(streams.get(id));
  }

  private void actOnStream(String[] words, int id) {
    switch (words[0]) {
      case "answer" -> answer(id, Integer.parseInt(words[2]), words.length > 3);
      case "data" -> data(id, Integer.parseInt(words[2]), words.length > 3);
      case "trailers" -> trailers(id);
      case "reset" -> connection.reset(stream(id), ErrorCode.valueOf(words[2]));
      case "resetAfterEnd" -> connection.resetAfterEnd(stream(id), ErrorCode.NO_ERROR);
      case "consumed" -> connection.consumed(stream(id), Integer.parseInt(words[2]));
      case "waiting" -> log.add("waiting " + stream(id).waiting());
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void actOnConnection(String action) {
    switch (action) {
      case "unwritable" -> writable(false);
      case "writable" -> writable(true);
      case "ping" -> connection.ping(7);
      case "announceGoAway" -> connection.announceGoAway();
      case "goAway" -> connection.goAway(ErrorCode.NO_ERROR);
      case "canOpen" -> log.add("canOpen " + connection.canOpen());
      case "close" -> connection.close();
      default -> throw new IllegalArgumentException(action);
    }
  }

  private void writable(boolean yes) {
    writable = yes;
    connection.writable(yes);
    takeAll();
  }

  private void takeAll() {
    if (writable) {
      connection.taken(connection.untaken(), connection.untakenControl());
    }
  }

  /// `request GET /path end`.
  private void request(String[] words) {
    EditableRequestHead head = EditableRequestHead.http2(heads, ConnectionEnds.NONE);
    byte[] frame =
        FrameText.bytes(
            "HEADERS 1 {:method: %s | :scheme: http | :path: %s | :authority: a}"
                .formatted(words[1], words[2]));
    Blocks.decoder().decode(frame, Frame.HEAD_BYTES, frame.length, head.lines());
    RequestFields.apply(head, words.length > 3, false);
    StreamLog events = new StreamLog();
    Http2Stream stream = connection.request(head, words.length > 3, events);
    events.id = stream.id();
    streams.put(stream.id(), stream);
    head.release();
  }

  private void answer(int id, int status, boolean end) {
    EditableResponseHead head = EditableResponseHead.local(heads, status);
    head.add(HeaderLine.of("server", "x"));
    connection.response(stream(id), head, end);
    head.release();
  }

  private void data(int id, int bytes, boolean end) {
    ByteBuf piece = Unpooled.wrappedBuffer("x".repeat(bytes).getBytes(ISO_8859_1));
    connection.data(stream(id), piece, end);
  }

  private void trailers(int id) {
    Trailers trailers = new Trailers();
    trailers.add("grpc-status", "0");
    connection.trailers(stream(id), trailers);
  }

  // What it is told.

  @Override
  public StreamEvents request(Http2Stream stream, EditableRequestHead head, boolean end) {
    streams.put(stream.id(), stream);
    String fields = String.join(", ", Blocks.texts(head.lines()));
    String target = head.upgrade().isEmpty() ? head.path() : head.path() + " as " + head.upgrade();
    log.add(
        "request %s %s %s {%s}%s"
            .formatted(stream.id(), head.method(), target, fields, end ? " end" : ""));
    head.release();
    StreamLog events = new StreamLog();
    events.id = stream.id();
    return events;
  }

  @Override
  public void malformed(Http2Stream stream, Malformed why) {
    log.add("malformed %s %s".formatted(stream.id(), why));
    connection.reset(stream, ErrorCode.PROTOCOL_ERROR);
  }

  @Override
  public void goAway(int lastStream, ErrorCode code) {
    log.add("goAway %s %s".formatted(lastStream, code));
  }

  @Override
  public void settings() {
    log.add("settings");
  }

  @Override
  public void pong(long opaque) {
    log.add("pong " + opaque);
  }

  @Override
  public void failed(ErrorCode code, String why) {
    log.add("failed " + code);
  }

  @Override
  public void flooded(Flood flood) {
    log.add("flooded " + flood);
  }

  @Override
  public void write(ByteBuf bytes) {
    if (skipsPreface) {
      skipsPreface = false;
      bytes.skipBytes(24);
    }
    wire.read(bytes);
    takeAll();
  }

  /// The events of one stream. What comes of a body in a row is told as one.
  private final class StreamLog implements StreamEvents {
    int id;

    @Override
    public void response(EditableResponseHead head, boolean end) {
      String fields = String.join(", ", Blocks.texts(head.lines()));
      log.add("response %s %s {%s}%s".formatted(id, head.status(), fields, end ? " end" : ""));
      head.release();
    }

    @Override
    public void data(ByteBuf piece, boolean end) {
      int bytes = piece.readableBytes();
      piece.release();
      String start = "data " + id + " ";
      if (!log.isEmpty() && log.getLast().startsWith(start)) {
        bytes += Integer.parseInt(log.removeLast().substring(start.length()));
      }
      log.add(start + bytes + (end ? " end" : ""));
    }

    @Override
    public void trailers(Trailers trailers) {
      log.add("trailers %s %s".formatted(id, trailers.lines()));
    }

    @Override
    public void reset(ErrorCode code, boolean local) {
      log.add("reset %s %s %s".formatted(id, code, local ? "here" : "there"));
    }

    @Override
    public void drained() {
      log.add("drained " + id);
    }
  }
}
