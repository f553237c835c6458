package io.limpet.proxy.codec.http2;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.EditableResponseHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.UnderscoreNames;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Header blocks become requests, answers and trailers. Every block is read, whatever becomes of
/// its stream, since later ones may build on it.
final class HeaderBlocks {
  private static final int PRIORITY_BYTES = 5;

  /// A block is kept up to so many times what its head may have: the longest code of Huffman's has
  /// 30 bits for a byte.
  private static final int CODED = 4;

  private final Http2Connection connection;
  private final Connected to;
  private final HeadPool heads;
  private final StreamTable streams;
  private final HpackDecoder decoder;
  private final int mostBytes;
  private ConnectionEnds ends = ConnectionEnds.NONE;

  // The block whose end has not come.
  private int id;
  private boolean end;
  private byte[] block = {};
  private int length;
  private int continuations;

  HeaderBlocks(Http2Connection connection, Connected to) {
    this.connection = connection;
    this.to = to;
    this.heads = to.means().heads();
    this.streams = to.streams();
    Http2Options options = to.options();
    this.mostBytes = CODED * options.headBytes() + Frame.FRAME_SIZE;
    this.decoder = new HpackDecoder(options.headBytes(), options.headers(), heads.spare());
  }

  void ends(ConnectionEnds asking) {
    ends = asking;
  }

  /// The peer knows our settings.
  void settingsKnown() {
    decoder.sizeLimit(to.options().headerTableSize());
  }

  void headers(int stream, int flags, ByteBuf payload, int size) {
    int left = size;
    int padding = 0;
    boolean padded = Frame.has(flags, Frame.PADDED);
    boolean priority = Frame.has(flags, Frame.HAS_PRIORITY);
    if (size < (padded ? 1 : 0) + (priority ? PRIORITY_BYTES : 0)) {
      connection.fail(ErrorCode.FRAME_SIZE_ERROR, "HEADERS is too short for its flags");
      return;
    }
    if (padded) {
      padding = payload.readUnsignedByte();
      left--;
    }
    if (priority) {
      left -= PRIORITY_BYTES;
      if ((payload.readInt() & Frame.LARGEST_STREAM) == stream) {
        connection.fail(ErrorCode.PROTOCOL_ERROR, "a stream depends on itself");
        return;
      }
      payload.skipBytes(1);
    }
    if (padding > left) {
      connection.fail(ErrorCode.PROTOCOL_ERROR, "HEADERS is padded with more than it has");
      return;
    }
    id = stream;
    end = Frame.has(flags, Frame.END_STREAM);
    continuations = 0;
    length = 0;
    fragment(Frame.has(flags, Frame.END_HEADERS), payload, left - padding);
  }

  void continuation(int flags, ByteBuf payload, int size) {
    continuations++;
    if (continuations > to.options().floods().continuations()) {
      connection.fail(ErrorCode.ENHANCE_YOUR_CALM, "Too many CONTINUATION frames");
      return;
    }
    fragment(Frame.has(flags, Frame.END_HEADERS), payload, size);
  }

  private void fragment(boolean last, ByteBuf payload, int size) {
    to.floods().inbound(size == 0, end);
    if (to.floods().broken() != null) {
      return;
    }
    if (last && length == 0) {
      byte[] scratch = heads.scratch(size);
      payload.readBytes(scratch, 0, size);
      complete(scratch, size);
      return;
    }
    if (length + size > mostBytes) {
      to.means().counts().malformed(Malformed.TOO_LARGE);
      connection.fail(ErrorCode.ENHANCE_YOUR_CALM, "a header block is too large to be read");
      return;
    }
    if (length + size > block.length) {
      block = Arrays.copyOf(block, Math.max(length + size, 2 * length));
    }
    payload.readBytes(block, length, size);
    length += size;
    if (last) {
      byte[] whole = block;
      block = new byte[0];
      complete(whole, length);
    }
  }

  private void complete(byte[] bytes, int size) {
    Http2Stream stream = streams.find(id);
    if (stream == null) {
      ofNone(bytes, size);
    } else if (stream.readEnded) {
      if (skip(bytes, size)) {
        connection.streamError(stream, ErrorCode.STREAM_CLOSED);
      }
    } else if (stream.headRead) {
      trailers(stream, bytes, size);
    } else {
      response(stream, bytes, size);
    }
  }

  private void ofNone(byte[] bytes, int size) {
    boolean ours = ((id & 1) == 1) != to.server();
    if (connection.beyondGoAway(id)) {
      skip(bytes, size);
      return;
    }
    switch (streams.past(id)) {
      case IDLE -> {
        if (ours || !to.server()) {
          connection.fail(
              ErrorCode.PROTOCOL_ERROR, "HEADERS on a stream that the peer may not open");
        } else {
          open(bytes, size);
        }
      }
      case SKIPPED ->
          connection.fail(ErrorCode.PROTOCOL_ERROR, "a stream has a number below an earlier one's");
      case ENDED ->
          connection.fail(ErrorCode.STREAM_CLOSED, "HEADERS on a stream that the peer has ended");
      case FORGOTTEN -> {
        if (skip(bytes, size)) {
          to.out().reset(id, ErrorCode.STREAM_CLOSED);
        }
      }
      case RESET_HERE -> skip(bytes, size);
    }
  }

  /// Reads a block of which nothing is needed.
  private boolean skip(byte[] bytes, int size) {
    return read(bytes, size, heads.spare());
  }

  private boolean read(byte[] bytes, int size, HeaderLines lines) {
    lines.begin(false);
    if (!decoder.decode(bytes, 0, size, lines)) {
      connection.fail(ErrorCode.COMPRESSION_ERROR, "a header block cannot be read");
      return false;
    }
    return true;
  }

  private void open(byte[] bytes, int size) {
    if (streams.size() >= to.options().maxConcurrentStreams()) {
      if (skip(bytes, size)) {
        streams.skip(id);
        to.means().counts().streamsRefused.increment();
        to.out().reset(id, ErrorCode.REFUSED_STREAM);
      }
      return;
    }
    EditableRequestHead head = EditableRequestHead.http2(heads, ends);
    if (!read(bytes, size, head.lines())) {
      head.release();
      return;
    }
    Http2Stream stream = new Http2Stream(id, connection.receiveWindow(), to.peer().streamWindow());
    connection.opened(stream);
    to.floods().opened();
    stream.headRead = true;
    stream.readEnded = end;
    Malformed malformed = decoder.malformed();
    if (malformed == null) {
      malformed = underscores(head.lines());
    }
    if (malformed == null) {
      malformed = RequestFields.apply(head, end, to.options().allowConnect());
    }
    if (malformed != null) {
      head.release();
      connection.malformed(stream, malformed);
      return;
    }
    stream.expectBody(FieldRules.contentLength(head.lines()));
    stream.events = to.events().request(stream, head, end);
    connection.closeIfDone(stream);
  }

  /// Envoy: codec_impl.cc, `checkHeaderNameForUnderscores`.
  private @Nullable Malformed underscores(HeaderLines lines) {
    int dropped = UnderscoreNames.heed(lines, to.options().underscores());
    if (dropped == UnderscoreNames.REFUSED) {
      return Malformed.UNDERSCORE;
    }
    if (dropped > 0) {
      to.means().counts().underscoresDropped.add(dropped);
    }
    return null;
  }

  private void response(Http2Stream stream, byte[] bytes, int size) {
    EditableResponseHead head = EditableResponseHead.http2(heads);
    if (!read(bytes, size, head.lines())) {
      head.release();
      return;
    }
    Malformed malformed = decoder.malformed();
    if (malformed == null) {
      malformed = ResponseFields.apply(head, end, stream.bodiless);
    }
    StreamEvents events = stream.events;
    if (malformed != null || events == null) {
      head.release();
      connection.malformed(stream, malformed == null ? Malformed.PSEUDO_HEADER : malformed);
      return;
    }
    if (!head.interim()) {
      stream.headRead = true;
      stream.readEnded = end;
      stream.expectBody(stream.bodiless ? 0 : bodyLength(head));
    }
    events.response(head, end);
    connection.closeIfDone(stream);
  }

  private static long bodyLength(EditableResponseHead head) {
    boolean bodiless = head.status() == 204 || head.status() == 304;
    return bodiless ? 0 : FieldRules.contentLength(head.lines());
  }

  private void trailers(Http2Stream stream, byte[] bytes, int size) {
    HeaderLines lines = heads.spare();
    if (to.server()) {
      to.means().counts().trailers.increment();
    }
    if (!read(bytes, size, lines)) {
      return;
    }
    Malformed malformed = decoder.malformed();
    if (malformed == null && !end) {
      malformed = Malformed.TRAILERS;
    }
    if (malformed == null) {
      malformed = underscores(lines);
    }
    if (malformed == null) {
      malformed = FieldRules.apply(lines, true);
    }
    if (malformed == null && !(stream.takeBody(0, true) && sameLength(stream, lines))) {
      malformed = Malformed.LENGTH;
    }
    if (malformed != null) {
      connection.malformed(stream, malformed);
      return;
    }
    stream.readEnded = true;
    StreamEvents events = stream.events;
    if (events != null && !stream.muted) {
      events.trailers(Trailers.of(lines));
    }
    connection.closeIfDone(stream);
  }

  /// A `content-length` in trailers must be the only one, and true (quiche: header_validator.cc).
  private static boolean sameLength(Http2Stream stream, HeaderLines trailers) {
    long length = FieldRules.contentLength(trailers);
    return length == FieldRules.NO_LENGTH || stream.mayHaveHad(length);
  }
}
