package io.limpet.proxy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// The receiving side of a connection: what each frame means for its stream and for the connection
/// (RFC 9113, 5 and 6).
final class Inbound implements FrameReader.Sink {
  private final Http2Connection connection;
  private final Http2Options options;
  private final StreamTable streams;
  private final Outbound out;
  private final FloodGuard floods;
  private final HeaderBlocks blocks;
  private final Http2Events events;
  private final PeerSettings peer;

  private int receiveWindow;
  private int credit;

  // The DATA frame that is being read: its stream, or null if it is dropped.
  private @Nullable Http2Stream body;
  private boolean bodyEnd;
  private int overhead;

  Inbound(Http2Connection connection, Connected to) {
    this.connection = connection;
    this.options = to.options();
    this.streams = to.streams();
    this.out = to.out();
    this.floods = to.floods();
    this.events = to.events();
    this.peer = to.peer();
    this.blocks = new HeaderBlocks(connection, to);
    this.receiveWindow = Math.max(options.connectionWindow(), Frame.FIRST_WINDOW);
  }

  HeaderBlocks blocks() {
    return blocks;
  }

  @Override
  public void broken(ErrorCode code, String why) {
    connection.fail(code, why);
  }

  // DATA.

  @Override
  public void dataBegins(int id, int length, boolean padded, boolean end) {
    floods.inbound(length == (padded ? 1 : 0), end);
    connection.checkFloods();
    body = null;
    bodyEnd = end;
    overhead = length;
    receiveWindow -= length;
    if (receiveWindow < 0) {
      connection.fail(ErrorCode.FLOW_CONTROL_ERROR, "DATA beyond the connection's window");
      return;
    }
    Http2Stream stream = streams.find(id);
    if (stream == null) {
      dataOfNone(id);
      creditConnection(length);
      return;
    }
    stream.receiveWindow -= length;
    stream.unconsumed += length;
    if (stream.readEnded) {
      connection.streamError(stream, ErrorCode.STREAM_CLOSED);
    } else if (!stream.headRead) {
      connection.streamError(stream, ErrorCode.PROTOCOL_ERROR);
    } else if (stream.receiveWindow < 0) {
      connection.streamError(stream, ErrorCode.FLOW_CONTROL_ERROR);
    } else if (!padded && !stream.fits(length, end)) {
      connection.malformed(stream, Malformed.BODY_LENGTH);
    } else {
      body = stream;
    }
  }

  private void dataOfNone(int id) {
    if (connection.beyondGoAway(id)) {
      return;
    }
    switch (streams.past(id)) {
      case IDLE, SKIPPED ->
          connection.fail(ErrorCode.PROTOCOL_ERROR, "DATA on a stream that is idle");
      case ENDED ->
          connection.fail(ErrorCode.STREAM_CLOSED, "DATA on a stream that the peer has ended");
      case FORGOTTEN -> out.reset(id, ErrorCode.STREAM_CLOSED);
      case RESET_HERE -> {} // was under way
    }
  }

  @Override
  public void data(ByteBuf in, int bytes, boolean last) {
    Http2Stream stream = body;
    if (stream == null || stream.closed) {
      in.skipBytes(bytes);
      return;
    }
    overhead -= bytes;
    boolean end = last && bodyEnd;
    if (last && overhead > 0) {
      connection.consumed(stream, overhead);
    }
    if (!stream.takeBody(bytes, end)) {
      in.skipBytes(bytes);
      connection.malformed(stream, Malformed.BODY_LENGTH);
      return;
    }
    stream.readEnded = end;
    StreamEvents to = stream.events;
    if (stream.muted || to == null) {
      in.skipBytes(bytes);
      connection.consumed(stream, bytes);
    } else if (bytes > 0) {
      to.data(in.readRetainedSlice(bytes), end);
    } else if (end) {
      to.data(Unpooled.EMPTY_BUFFER, true);
    }
    connection.closeIfDone(stream);
  }

  /// So many bytes of the connection's window are given back, once it is worth a frame.
  void creditConnection(int bytes) {
    credit += bytes;
    if (credit >= Math.max(options.connectionWindow(), Frame.FIRST_WINDOW) / 2) {
      out.windowUpdate(0, credit);
      receiveWindow += credit;
      credit = 0;
    }
  }

  // Other frames.

  @Override
  public void frame(int type, int flags, int id, ByteBuf payload, int length) {
    switch (type) {
      case Frame.HEADERS -> blocks.headers(id, flags, payload, length);
      case Frame.CONTINUATION -> blocks.continuation(flags, payload, length);
      case Frame.PRIORITY -> priority(id, payload);
      case Frame.RST_STREAM -> reset(id, ErrorCode.of(payload.readUnsignedInt()));
      case Frame.SETTINGS -> settings(flags, payload, length);
      case Frame.PING -> ping(flags, payload.readLong());
      case Frame.GOAWAY -> goAway(payload);
      case Frame.WINDOW_UPDATE -> windowUpdate(id, payload.readInt() & Frame.LARGEST_WINDOW);
      default -> throw new IllegalStateException("a frame of type " + type + " was not skipped");
    }
    connection.checkFloods();
  }

  private void priority(int id, ByteBuf payload) {
    floods.priority();
    if ((payload.readInt() & Frame.LARGEST_STREAM) == id) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, "a stream depends on itself");
    }
  }

  private void reset(int id, ErrorCode code) {
    Http2Stream stream = streams.find(id);
    if (stream != null) {
      connection.resetByPeer(stream, code);
    } else if (idle(id)) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, "RST_STREAM on a stream that is idle");
    }
  }

  private boolean idle(int id) {
    return streams.past(id) == StreamTable.Past.IDLE && !connection.beyondGoAway(id);
  }

  private void settings(int flags, ByteBuf payload, int length) {
    if (Frame.has(flags, Frame.ACK)) {
      if (!connection.acknowledged()) {
        connection.fail(ErrorCode.PROTOCOL_ERROR, "an ACK of SETTINGS that were not sent");
      }
      return;
    }
    int windowBefore = peer.streamWindow();
    for (int left = length; left > 0; left -= 6) {
      ErrorCode wrong = peer.set(payload.readUnsignedShort(), payload.readUnsignedInt());
      if (wrong != null) {
        connection.fail(wrong, "a setting has a value that it may not have");
        return;
      }
    }
    out.frameSize(peer.frameSize());
    out.encoder.tableSize(peer.tableSize());
    out.settingsAck();
    int larger = peer.streamWindow() - windowBefore;
    if (larger != 0) {
      for (Http2Stream stream : streams.all()) {
        if (!out.enlarge(stream, larger)) {
          connection.fail(ErrorCode.FLOW_CONTROL_ERROR, "a stream's window is too large");
          return;
        }
      }
    }
    events.settings();
  }

  private void ping(int flags, long opaque) {
    if (Frame.has(flags, Frame.ACK)) {
      events.pong(opaque);
    } else {
      out.ping(opaque, true);
    }
  }

  private void goAway(ByteBuf payload) {
    int last = payload.readInt() & Frame.LARGEST_STREAM;
    connection.goAwayByPeer(last, ErrorCode.of(payload.readUnsignedInt()));
  }

  private void windowUpdate(int id, int bytes) {
    floods.windowUpdate();
    if (id == 0) {
      if (bytes == 0) {
        connection.fail(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0");
      } else if (!out.enlarge(bytes)) {
        connection.fail(ErrorCode.FLOW_CONTROL_ERROR, "the connection's window is too large");
      }
      return;
    }
    Http2Stream stream = streams.find(id);
    if (stream == null) {
      if (idle(id)) {
        connection.fail(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE on a stream that is idle");
      }
    } else if (bytes == 0) {
      connection.streamError(stream, ErrorCode.PROTOCOL_ERROR);
    } else if (!out.enlarge(stream, bytes)) {
      connection.streamError(stream, ErrorCode.FLOW_CONTROL_ERROR);
    }
  }
}
