package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.HeaderLine;
import io.limpet.proxy.codec.Trailers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The sending side of a connection: frames, and of bodies as much as the windows let.
///
/// Frames are written into one buffer; a large piece of a body is not copied, but goes between two
/// such buffers. Streams whose bodies wait take turns, a frame each.
final class Outbound {
  /// A piece of a body up to this size is copied behind its frame's head.
  private static final int COPIED = 2048;

  private static final int BUFFER = 1024;

  /// How much goes to the socket before it is asked again whether it takes more.
  private static final int BURST = 128 << 10;

  private final ByteBufAllocator allocator;
  private final FloodGuard floods;
  private final Http2Counts counts;
  final HpackEncoder encoder;

  private final ArrayDeque<ByteBuf> ready = new ArrayDeque<>();
  private final ArrayDeque<Http2Stream> blocked = new ArrayDeque<>();
  private @Nullable ByteBuf out;
  private int burst;
  private int window = Frame.FIRST_WINDOW;
  private int frameSize = Frame.FRAME_SIZE;
  private boolean writable = true;

  Outbound(Http2Connection.Means means, FloodGuard floods) {
    this.allocator = means.allocator();
    this.counts = means.counts();
    this.floods = floods;
    this.encoder = new HpackEncoder(means.heads());
  }

  void frameSize(int peers) {
    frameSize = Math.min(peers, Frame.FRAME_SIZE);
  }

  boolean writable() {
    return writable;
  }

  void writable(boolean yes) {
    writable = yes;
  }

  // Frames.

  private ByteBuf head(int type, int flags, int stream, int length) {
    ByteBuf to = out;
    if (to == null) {
      to = allocator.buffer(Math.max(BUFFER, Frame.HEAD_BYTES + length));
      out = to;
    }
    floods.outbound(type);
    to.ensureWritable(Frame.HEAD_BYTES + length);
    to.writeLong(((long) length << 40) | ((long) type << 32) | ((long) flags << 24) | stream >>> 8);
    to.writeByte(stream);
    return to;
  }

  void preface(byte[] bytes) {
    ByteBuf to = allocator.buffer(BUFFER);
    out = to.writeBytes(bytes);
  }

  /// Pairs of a setting's number and its value.
  void settings(int... pairs) {
    ByteBuf to = head(Frame.SETTINGS, 0, 0, pairs.length / 2 * 6);
    for (int at = 0; at < pairs.length; at += 2) {
      to.writeShort(pairs[at]).writeInt(pairs[at + 1]);
    }
  }

  void settingsAck() {
    head(Frame.SETTINGS, Frame.ACK, 0, 0);
  }

  void ping(long opaque, boolean ack) {
    head(Frame.PING, ack ? Frame.ACK : 0, 0, Long.BYTES).writeLong(opaque);
  }

  void reset(int stream, ErrorCode code) {
    counts.resetsSent.increment();
    head(Frame.RST_STREAM, 0, stream, Integer.BYTES).writeInt(code.number());
  }

  void goAway(int lastStream, ErrorCode code) {
    counts.goAwaysSent.increment();
    head(Frame.GOAWAY, 0, 0, Long.BYTES).writeInt(lastStream).writeInt(code.number());
  }

  void windowUpdate(int stream, int bytes) {
    head(Frame.WINDOW_UPDATE, 0, stream, Integer.BYTES).writeInt(bytes);
  }

  /// The block that the encoder has, in as many frames as the peer's limit asks for.
  void block(int stream, boolean end) {
    byte[] block = encoder.block();
    int left = encoder.length();
    int at = 0;
    int type = Frame.HEADERS;
    int flags = end ? Frame.END_STREAM : 0;
    while (left > frameSize) {
      head(type, flags, stream, frameSize).writeBytes(block, at, frameSize);
      at += frameSize;
      left -= frameSize;
      type = Frame.CONTINUATION;
      flags = 0;
    }
    head(type, flags | Frame.END_HEADERS, stream, left).writeBytes(block, at, left);
  }

  // Bodies.

  /// Sends or keeps a piece of a body, which is taken.
  void data(Http2Stream stream, ByteBuf piece, boolean end) {
    if (stream.holdsBack() || !fits(stream, piece.readableBytes())) {
      if (piece.isReadable()) {
        counts.pendingSendBytes.add(piece.readableBytes());
        stream.enqueue(piece);
      } else {
        piece.release();
      }
      stream.endWaits |= end;
      turn(stream);
      return;
    }
    write(stream, piece, end);
    stream.writeEnded |= end;
  }

  private boolean fits(Http2Stream stream, int bytes) {
    return bytes == 0
        || (writable && bytes <= Math.min(Math.min(window, stream.sendWindow), frameSize));
  }

  /// Writes a frame of DATA; takes the piece.
  private void write(Http2Stream stream, ByteBuf piece, boolean end) {
    int bytes = piece.readableBytes();
    window -= bytes;
    stream.sendWindow -= bytes;
    burst += bytes;
    floods.dataSent();
    int flags = end ? Frame.END_STREAM : 0;
    if (bytes <= COPIED) {
      head(Frame.DATA, flags, stream.id, bytes);
      ByteBuf to = out;
      if (to != null) {
        to.writeBytes(piece);
      }
      piece.release();
      return;
    }
    long lengthAndType = ((long) bytes << 40) | ((long) flags << 24) | (stream.id >>> 8);
    ByteBuf to = head(Frame.DATA, flags, stream.id, 0);
    to.setLong(to.writerIndex() - Frame.HEAD_BYTES, lengthAndType);
    ready.addLast(to);
    out = null;
    ready.addLast(piece);
  }

  /// Trailers follow the body, wherever that is.
  void trailers(Http2Stream stream, Trailers trailers) {
    if (stream.holdsBack()) {
      stream.trailersWait = trailers;
      stream.endWaits = true;
      turn(stream);
    } else {
      writeTrailers(stream, trailers);
    }
  }

  private void writeTrailers(Http2Stream stream, Trailers trailers) {
    encoder.begin();
    for (HeaderLine line : trailers.lines()) {
      encoder.line(line);
    }
    block(stream.id, true);
    stream.writeEnded = true;
  }

  /// The stream is to have its turn, if it can use it.
  private void turn(Http2Stream stream) {
    boolean ready = stream.waiting() == 0 ? stream.endWaits : stream.sendWindow > 0;
    if (ready && !stream.queued && !stream.closed) {
      stream.queued = true;
      blocked.addLast(stream);
    }
  }

  /// The peer lets us send more on the connection, or on a stream; false if that is too much.
  boolean enlarge(int bytes) {
    long larger = (long) window + bytes;
    if (larger > Frame.LARGEST_WINDOW) {
      return false;
    }
    window = (int) larger;
    return true;
  }

  boolean enlarge(Http2Stream stream, int bytes) {
    long larger = (long) stream.sendWindow + bytes;
    if (larger > Frame.LARGEST_WINDOW) {
      return false;
    }
    stream.sendWindow = (int) larger;
    turn(stream);
    return true;
  }

  /// The next stream that can send, or null; [#send] is to follow.
  private @Nullable Http2Stream next() {
    for (int left = blocked.size(); left > 0; left--) {
      Http2Stream stream = blocked.pollFirst();
      if (stream == null) {
        return null;
      }
      stream.queued = false;
      boolean can = stream.waiting() == 0 || (window > 0 && stream.sendWindow > 0);
      if (!stream.closed && can) {
        return stream;
      }
      turn(stream);
    }
    return null;
  }

  /// Sends of bodies that wait as much as may go now; whoever has nothing left is told. Whether
  /// more may follow once this was given away.
  boolean pump(Http2Connection connection) {
    while (writable && burst < BURST) {
      Http2Stream stream = next();
      if (stream == null) {
        return false;
      }
      boolean waited = stream.waiting() > 0;
      send(stream);
      if (stream.waiting() > 0 || stream.endWaits) {
        turn(stream);
      }
      connection.sent(stream, waited && stream.waiting() == 0);
    }
    return writable;
  }

  private void send(Http2Stream stream) {
    ByteBuf first = stream.first();
    if (first != null) {
      int most = Math.min(Math.min(window, stream.sendWindow), frameSize);
      int bytes = Math.min(most, first.readableBytes());
      boolean end = stream.endWaits && stream.trailersWait == null && bytes == stream.waiting();
      ByteBuf piece = first.readRetainedSlice(bytes);
      counts.pendingSendBytes.add(-bytes);
      stream.taken(bytes);
      write(stream, piece, end);
      if (end) {
        stream.endWaits = false;
        stream.writeEnded = true;
        return;
      }
    }
    if (stream.waiting() == 0 && stream.endWaits) {
      stream.endWaits = false;
      Trailers trailers = stream.trailersWait;
      if (trailers != null) {
        writeTrailers(stream, trailers);
      } else {
        head(Frame.DATA, Frame.END_STREAM, stream.id, 0);
        stream.writeEnded = true;
      }
    }
  }

  /// Gives away what is written.
  void give(Http2Events to) {
    ByteBuf last = out;
    out = null;
    burst = 0;
    for (ByteBuf each = ready.pollFirst(); each != null; each = ready.pollFirst()) {
      to.write(each);
    }
    if (last != null) {
      to.write(last);
    }
  }

  /// What waits of a stream goes nowhere.
  void drop(Http2Stream stream) {
    if (stream.waiting() > 0) {
      counts.pendingSendBytes.add(-stream.waiting());
    }
    stream.dropWaiting();
  }

  void close() {
    blocked.clear();
    ready.forEach(ByteBuf::release);
    ready.clear();
    ByteBuf last = out;
    out = null;
    if (last != null) {
      last.release();
    }
  }
}
