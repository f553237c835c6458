package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;

/// Writes what a server says. One for all streams of a connection.
public final class FrameWriter {
  /// The largest stream that a client could open (RFC 9114, 5.2).
  public static final long NO_LAST_STREAM = (1L << 62) - 4;

  private final QpackEncoder encoder;

  public FrameWriter(HeadPool pool) {
    this.encoder = new QpackEncoder(pool);
  }

  /// Begins the stream of settings. QPACK's dynamic table has no room unless it is said.
  public void settings(ByteBuf out, int headBytes, boolean allowConnect) {
    Varint.write(out, Frame.CONTROL_STREAM);
    Varint.write(out, Frame.SETTINGS);
    int at = Varint.reserve(out);
    Varint.write(out, Frame.MAX_FIELD_SECTION_SIZE);
    Varint.write(out, headBytes);
    if (allowConnect) {
      Varint.write(out, Frame.ENABLE_CONNECT_PROTOCOL);
      Varint.write(out, 1);
    }
    end(out, at);
  }

  /// Streams from that one on will not be answered.
  public void goAway(ByteBuf out, long stream) {
    Varint.write(out, Frame.GOAWAY);
    int at = Varint.reserve(out);
    Varint.write(out, stream);
    end(out, at);
  }

  public void response(ByteBuf out, EditableResponseHead head) {
    Varint.write(out, Frame.HEADERS);
    int at = Varint.reserve(out);
    encoder.response(out, head);
    end(out, at);
  }

  /// What is before a piece of so many bytes.
  public void data(ByteBuf out, int bytes) {
    Varint.write(out, Frame.DATA);
    Varint.write(out, bytes);
  }

  public void trailers(ByteBuf out, Trailers trailers) {
    Varint.write(out, Frame.HEADERS);
    int at = Varint.reserve(out);
    encoder.trailers(out, trailers);
    end(out, at);
  }

  private static void end(ByteBuf out, int at) {
    Varint.put(out, at, out.writerIndex() - at - Integer.BYTES);
  }
}
