package io.limpet.proxy.codec.http3;

import io.limpet.proxy.codec.ConnectionEnds;
import io.limpet.proxy.codec.EditableRequestHead;
import io.limpet.proxy.codec.HeadPool;
import io.limpet.proxy.codec.HeaderLines;
import io.limpet.proxy.codec.Trailers;
import io.limpet.proxy.codec.UnderscoreNames;
import io.limpet.proxy.codec.http2.FieldRules;
import io.limpet.proxy.codec.http2.Malformed;
import io.limpet.proxy.codec.http2.RequestFields;
import io.limpet.proxy.plan.Http1Plan.Underscores;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads what a client says on one request's stream (RFC 9114, 4.1): a head, pieces of a body,
/// perhaps trailers. Frames of types that are not known are skipped.
public final class RequestReader {
  private static final long UNKNOWN = -1;

  /// The most that QPACK adds to a field: two integers of five bytes, and some.
  private static final int FIELD_OVERHEAD = 16;

  private enum Part {
    HEAD,
    BODY,
    AFTER_TRAILERS,
    OVER
  }

  private final RequestEvents events;
  private final ConnectionEnds ends;
  private final HeadPool heads;
  private final MessageLimits limits;
  private final QpackDecoder decoder;
  private final Varint number = new Varint();

  // Event loop only, all of these.
  private Part part = Part.HEAD;
  private long type = UNKNOWN;
  private long left = UNKNOWN;
  private long bodyLeft = UNKNOWN;
  private byte[] section = {};
  private int length;

  /// What a message may have, and whether an extended CONNECT may be asked for.
  public record MessageLimits(
      int headBytes, int headers, Underscores underscores, boolean allowConnect) {}

  public RequestReader(
      RequestEvents events, ConnectionEnds ends, HeadPool heads, MessageLimits limits) {
    this.events = events;
    this.ends = ends;
    this.heads = heads;
    this.limits = limits;
    this.decoder = new QpackDecoder(limits.headBytes(), limits.headers(), heads.spare());
  }

  /// Takes what came; the caller keeps the buffer. `end`: nothing follows.
  public void receive(ByteBuf in, boolean end) {
    while (part != Part.OVER && (left >= 0 || header(in)) && payload(in, end)) {
      left = UNKNOWN;
      type = UNKNOWN;
    }
    if (end && part != Part.OVER) {
      end();
    }
  }

  /// Nothing that comes is told any more.
  public void stop() {
    part = Part.OVER;
    section = new byte[0];
  }

  /// Reads a frame's type and length; false where they are not there yet, or not to be.
  private boolean header(ByteBuf in) {
    if (type < 0) {
      type = number.read(in);
      if (type < 0 || !allowed()) {
        return false;
      }
    }
    left = number.read(in);
    if (left < 0) {
      return false;
    }
    if (type == Frame.HEADERS && left > limits.headBytes() + FIELD_OVERHEAD * limits.headers()) {
      malformed(Malformed.TOO_LARGE);
    }
    length = 0;
    return part != Part.OVER;
  }

  private boolean allowed() {
    boolean good = true;
    if (type == Frame.DATA) {
      good = part == Part.BODY;
    } else if (type == Frame.HEADERS) {
      good = part != Part.AFTER_TRAILERS;
    } else if (type <= Frame.MAX_PUSH_ID) {
      good =
          type != Frame.CANCEL_PUSH
              && type != Frame.SETTINGS
              && type != Frame.PUSH_PROMISE
              && type != Frame.GOAWAY
              && type != Frame.MAX_PUSH_ID
              && !Frame.ofHttp2(type);
    }
    if (!good) {
      fail(Http3Error.FRAME_UNEXPECTED, "a frame of type " + type + " is not expected here");
    }
    return good;
  }

  /// Whether the frame was read whole.
  private boolean payload(ByteBuf in, boolean end) {
    int size = (int) Math.min(left, in.readableBytes());
    if (type == Frame.HEADERS) {
      return section(in, size, end);
    }
    left -= size;
    if (type == Frame.DATA && size > 0) {
      body(in.readRetainedSlice(size));
    } else {
      in.skipBytes(size);
    }
    return left == 0;
  }

  private void body(ByteBuf piece) {
    int size = piece.readableBytes();
    if (bodyLeft != UNKNOWN && bodyLeft < size) {
      piece.release();
      malformed(Malformed.BODY_LENGTH);
      return;
    }
    bodyLeft -= bodyLeft == UNKNOWN ? 0 : size;
    events.data(piece);
  }

  private boolean section(ByteBuf in, int size, boolean end) {
    boolean whole = size == left;
    left -= size;
    if (whole && length == 0) {
      byte[] scratch = heads.scratch(size);
      in.readBytes(scratch, 0, size);
      complete(scratch, size, end && !in.isReadable());
      return true;
    }
    section = Arrays.copyOf(section, Math.max(section.length, length + size));
    in.readBytes(section, length, size);
    length += size;
    if (whole) {
      byte[] all = section;
      section = new byte[0];
      complete(all, length, end && !in.isReadable());
    }
    return whole;
  }

  private void complete(byte[] bytes, int size, boolean end) {
    if (part == Part.HEAD) {
      head(bytes, size, end);
    } else {
      trailers(bytes, size);
    }
  }

  private boolean decode(byte[] bytes, int size, HeaderLines lines) {
    lines.begin(false);
    if (!decoder.decode(bytes, 0, size, lines)) {
      fail(Http3Error.QPACK_DECOMPRESSION_FAILED, "a field section cannot be read");
      return false;
    }
    return true;
  }

  private void head(byte[] bytes, int size, boolean end) {
    EditableRequestHead head = EditableRequestHead.http3(heads, ends);
    if (!decode(bytes, size, head.lines())) {
      head.release();
      return;
    }
    @Nullable Malformed malformed = decoder.malformed();
    if (malformed == null) {
      malformed = underscores(head.lines());
    }
    if (malformed == null) {
      malformed = RequestFields.apply(head, end, limits.allowConnect());
    }
    if (malformed != null) {
      head.release();
      malformed(malformed);
      return;
    }
    bodyLeft = FieldRules.contentLength(head.lines());
    part = end ? Part.OVER : Part.BODY;
    events.request(head, end);
  }

  private @Nullable Malformed underscores(HeaderLines lines) {
    int dropped = UnderscoreNames.heed(lines, limits.underscores());
    if (dropped == UnderscoreNames.REFUSED) {
      return Malformed.UNDERSCORE;
    }
    if (dropped > 0) {
      events.underscoresDropped(dropped);
    }
    return null;
  }

  private void trailers(byte[] bytes, int size) {
    HeaderLines lines = heads.spare();
    if (!decode(bytes, size, lines)) {
      return;
    }
    @Nullable Malformed malformed = decoder.malformed();
    if (malformed == null) {
      malformed = underscores(lines);
    }
    if (malformed == null) {
      malformed = FieldRules.apply(lines, true);
    }
    if (malformed != null) {
      malformed(malformed);
      return;
    }
    part = Part.AFTER_TRAILERS;
    events.trailers(Trailers.of(lines));
  }

  private void end() {
    if (left > 0 || type >= 0 || number.begun()) {
      fail(Http3Error.FRAME_ERROR, "a stream ends within a frame");
    } else if (part == Part.HEAD) {
      part = Part.OVER;
      events.incomplete();
    } else if (bodyLeft > 0) {
      malformed(Malformed.BODY_LENGTH);
    } else {
      part = Part.OVER;
      events.end();
    }
  }

  private void malformed(Malformed why) {
    stop();
    events.malformed(why);
  }

  private void fail(Http3Error code, String why) {
    stop();
    events.failed(code, why);
  }

  @Override
  public String toString() {
    return "request, " + part;
  }
}
