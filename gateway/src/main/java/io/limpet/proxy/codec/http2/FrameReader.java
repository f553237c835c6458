package io.limpet.proxy.codec.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// Cuts a connection's bytes into frames, and holds each against the rules that its head alone can
/// break (RFC 9113, 4 to 6).
///
/// DATA goes on as it comes. Of other frames the part that is here is kept until all is; those of
/// unknown types are skipped.
final class FrameReader {
  /// Where frames go.
  interface Sink {
    /// DATA begins: so many bytes count for flow control, padding among them.
    void dataBegins(int stream, int length, boolean padded, boolean end);

    /// A piece of DATA, which stands first in the buffer and must be read; `last`: of its frame.
    void data(ByteBuf in, int bytes, boolean last);

    /// Any other frame, whole: its payload stands first in the buffer.
    void frame(int type, int flags, int stream, ByteBuf payload, int length);

    /// The peer broke a rule, and the connection must end.
    void broken(ErrorCode code, String why);
  }

  private enum State {
    HEAD,
    PADDING_LENGTH,
    DATA,
    PADDING,
    WHOLE,
    SKIP,
    BROKEN
  }

  private final ByteBufAllocator allocator;
  private final Sink sink;

  private State state = State.HEAD;
  private @Nullable ByteBuf kept;
  private boolean settled;
  private int continued; // the stream whose header block goes on, or 0
  private int type;
  private int flags;
  private int stream;
  private int left;
  private int padding;

  FrameReader(ByteBufAllocator allocator, Sink sink) {
    this.allocator = allocator;
    this.sink = sink;
  }

  /// Reads on until the bytes end, or the connection.
  void read(ByteBuf in) {
    boolean more = true;
    while (more && state != State.BROKEN) {
      more =
          switch (state) {
            case HEAD -> head(in);
            case PADDING_LENGTH -> paddingLength(in);
            case DATA -> data(in);
            case PADDING, SKIP -> skip(in);
            case WHOLE -> whole(in);
            case BROKEN -> false;
          };
    }
  }

  /// The stream whose header block has begun and not ended, 0 for none.
  int blockBegun() {
    boolean begun = state == State.WHOLE && type == Frame.HEADERS;
    return begun ? stream : continued;
  }

  /// Nothing more is read.
  void stop() {
    continued = blockBegun();
    state = State.BROKEN;
    gathered();
  }

  /// Nothing more is read, and nobody waits for the block's end any more.
  int giveUpBlock() {
    stop();
    int begun = continued;
    continued = 0;
    return begun;
  }

  private boolean broken(ErrorCode code, String why) {
    stop();
    sink.broken(code, why);
    return false;
  }

  /// The first so many bytes once they are all there, or null.
  private @Nullable ByteBuf gather(ByteBuf in, int size) {
    ByteBuf part = kept;
    if (part == null) {
      if (in.readableBytes() >= size) {
        return in;
      }
      if (!in.isReadable()) {
        return null;
      }
      part = allocator.buffer(size);
      kept = part;
    }
    part.writeBytes(in, Math.min(in.readableBytes(), size - part.readableBytes()));
    return part.readableBytes() == size ? part : null;
  }

  /// What was gathered has been read.
  private void gathered() {
    ByteBuf part = kept;
    kept = null;
    if (part != null) {
      part.release();
    }
  }

  private boolean head(ByteBuf in) {
    ByteBuf from = gather(in, Frame.HEAD_BYTES);
    if (from == null) {
      return false;
    }
    left = from.readUnsignedMedium();
    type = from.readUnsignedByte();
    flags = from.readUnsignedByte();
    stream = from.readInt() & Frame.LARGEST_STREAM;
    gathered();
    if (left > Frame.FRAME_SIZE) {
      return broken(ErrorCode.FRAME_SIZE_ERROR, "a frame is larger than SETTINGS_MAX_FRAME_SIZE");
    }
    if (!settled && (type != Frame.SETTINGS || Frame.has(flags, Frame.ACK))) {
      return broken(ErrorCode.PROTOCOL_ERROR, "the first frame is not SETTINGS");
    }
    settled = true;
    if (continued != 0 && (type != Frame.CONTINUATION || stream != continued)) {
      return broken(ErrorCode.PROTOCOL_ERROR, "a header block is interrupted");
    }
    return begin();
  }

  private boolean begin() {
    return switch (type) {
      case Frame.DATA -> beginData();
      case Frame.HEADERS -> beginBlock(true);
      case Frame.CONTINUATION -> beginBlock(continued != 0);
      case Frame.PRIORITY -> whole(true, left == 5, ErrorCode.FRAME_SIZE_ERROR);
      case Frame.RST_STREAM -> whole(true, left == 4, ErrorCode.FRAME_SIZE_ERROR);
      case Frame.SETTINGS -> whole(false, settingsLength(), ErrorCode.FRAME_SIZE_ERROR);
      case Frame.PUSH_PROMISE ->
          broken(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE, which nobody let it send");
      case Frame.PING -> whole(false, left == 8, ErrorCode.FRAME_SIZE_ERROR);
      case Frame.GOAWAY -> whole(false, left >= 8, ErrorCode.FRAME_SIZE_ERROR);
      case Frame.WINDOW_UPDATE -> whole(stream != 0, left == 4, ErrorCode.FRAME_SIZE_ERROR);
      default -> {
        state = State.SKIP;
        yield true;
      }
    };
  }

  private boolean settingsLength() {
    return Frame.has(flags, Frame.ACK) ? left == 0 : left % 6 == 0;
  }

  private boolean beginBlock(boolean expected) {
    if (!whole(true, expected, ErrorCode.PROTOCOL_ERROR)) {
      return false;
    }
    continued = Frame.has(flags, Frame.END_HEADERS) ? 0 : stream;
    return true;
  }

  private boolean whole(boolean ofStream, boolean good, ErrorCode otherwise) {
    if (ofStream != (stream != 0)) {
      return broken(ErrorCode.PROTOCOL_ERROR, "a frame of this type is on a wrong stream");
    }
    if (!good) {
      return broken(otherwise, "a frame of this type is out of place or of a wrong length");
    }
    state = State.WHOLE;
    return true;
  }

  private boolean beginData() {
    boolean padded = Frame.has(flags, Frame.PADDED);
    if (stream == 0 || (padded && left == 0)) {
      ErrorCode code = stream == 0 ? ErrorCode.PROTOCOL_ERROR : ErrorCode.FRAME_SIZE_ERROR;
      return broken(code, "DATA is on no stream, or too short for its padding");
    }
    padding = 0;
    state = padded ? State.PADDING_LENGTH : State.DATA;
    sink.dataBegins(stream, left, padded, Frame.has(flags, Frame.END_STREAM));
    return true;
  }

  private boolean paddingLength(ByteBuf in) {
    if (!in.isReadable()) {
      return false;
    }
    padding = in.readUnsignedByte();
    left--;
    if (padding > left) {
      return broken(ErrorCode.PROTOCOL_ERROR, "DATA is padded with more than it has");
    }
    state = State.DATA;
    return true;
  }

  private boolean data(ByteBuf in) {
    int size = left - padding;
    int here = Math.min(size, in.readableBytes());
    if (here == 0 && size > 0) {
      return false;
    }
    left -= here;
    boolean last = here == size;
    if (last) {
      state = State.PADDING;
    }
    sink.data(in, here, last);
    return true;
  }

  private boolean skip(ByteBuf in) {
    int here = Math.min(left, in.readableBytes());
    in.skipBytes(here);
    left -= here;
    if (left == 0) {
      state = State.HEAD;
    }
    return left == 0;
  }

  private boolean whole(ByteBuf in) {
    ByteBuf from = left == 0 ? in : gather(in, left);
    if (from == null) {
      return false;
    }
    int after = from.readerIndex() + left;
    state = State.HEAD;
    ByteBuf part = kept;
    kept = null;
    try {
      sink.frame(type, flags, stream, from, left);
    } finally {
      from.readerIndex(after);
      if (part != null) {
        part.release();
      }
    }
    return true;
  }
}
