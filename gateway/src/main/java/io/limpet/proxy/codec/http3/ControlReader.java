package io.limpet.proxy.codec.http3;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client says on the streams that go one way (RFC 9114, 6.2): one of settings, two of
/// QPACK's; others are not read. One for each connection.
public final class ControlReader {
  /// No client has as many settings, or as long a frame of other kinds.
  private static final int LONGEST_FRAME = 4096;

  private static final long UNKNOWN = -1;
  private static final int SET_NO_CAPACITY = 0x20;
  private static final int CANCELLATION = 0x40;
  private static final int CANCELLATION_BITS = 0x3f;

  private final ControlEvents events;

  // Event loop only, all of these.
  private final List<Integer> kinds = new ArrayList<>(3);
  private boolean settingsRead;
  private boolean failed;

  /// Who is told that the connection must end.
  public interface ControlEvents {
    void failed(Http3Error code, String why);
  }

  public ControlReader(ControlEvents events) {
    this.events = events;
  }

  /// A stream of the client's that goes one way.
  public Stream stream() {
    return new Stream();
  }

  private void fail(Http3Error code, String why) {
    if (!failed) {
      failed = true;
      events.failed(code, why);
    }
  }

  /// One of them.
  public final class Stream {
    private final Varint number = new Varint();
    private long kind = UNKNOWN;
    private long type = UNKNOWN;
    private long left = UNKNOWN;
    private boolean continuing;
    private @Nullable Settings settings;

    private Stream() {}

    /// Takes what came; the caller keeps the buffer.
    public void receive(ByteBuf in) {
      if (kind < 0) {
        kind = number.read(in);
        if (kind < 0) {
          return;
        }
        begin();
      }
      while (in.isReadable() && !failed) {
        if (kind == Frame.CONTROL_STREAM) {
          frames(in);
        } else if (kind == Frame.ENCODER_STREAM) {
          encoder(in.readUnsignedByte());
        } else if (kind == Frame.DECODER_STREAM) {
          decoder(in.readUnsignedByte());
        } else {
          in.skipBytes(in.readableBytes());
        }
      }
    }

    /// The client says no more on it, or reset it.
    public void ended() {
      if (kind >= 0 && kind <= Frame.DECODER_STREAM) {
        fail(Http3Error.CLOSED_CRITICAL_STREAM, "a stream that stays open was closed");
      }
    }

    private void begin() {
      if (kind == Frame.PUSH_STREAM) {
        fail(Http3Error.STREAM_CREATION_ERROR, "a client pushes");
      } else if (kind <= Frame.DECODER_STREAM) {
        if (kinds.contains((int) kind)) {
          fail(Http3Error.STREAM_CREATION_ERROR, "a second stream of type " + kind);
        }
        kinds.add((int) kind);
      }
    }

    private void frames(ByteBuf in) {
      if (type < 0) {
        type = number.read(in);
        if (type < 0 || !allowed()) {
          return;
        }
      }
      if (left < 0) {
        left = number.read(in);
        if (left > LONGEST_FRAME) {
          fail(Http3Error.EXCESSIVE_LOAD, "a frame of " + left + " bytes on the control stream");
        }
        if (left < 0 || failed) {
          return;
        }
      }
      int size = (int) Math.min(left, in.readableBytes());
      left -= size;
      Settings to = settings;
      if (to != null) {
        to.receive(in.readSlice(size), left == 0);
      } else {
        in.skipBytes(size);
      }
      if (left == 0) {
        left = UNKNOWN;
        type = UNKNOWN;
        settings = null;
      }
    }

    private boolean allowed() {
      if (type == Frame.SETTINGS && !settingsRead) {
        settingsRead = true;
        settings = new Settings();
        return true;
      }
      if (!settingsRead) {
        fail(Http3Error.MISSING_SETTINGS, "the first frame of the control stream is no SETTINGS");
      } else if (type == Frame.SETTINGS
          || type == Frame.DATA
          || type == Frame.HEADERS
          || type == Frame.PUSH_PROMISE
          || Frame.ofHttp2(type)) {
        fail(
            Http3Error.FRAME_UNEXPECTED,
            "a frame of type " + type + " is not expected on the control stream");
      }
      return !failed;
    }

    /// The table has no room, so that only this can be said of it: that it has none.
    private void encoder(int octet) {
      if (octet != SET_NO_CAPACITY) {
        fail(Http3Error.QPACK_ENCODER_STREAM_ERROR, "an entry for a table without room");
      }
    }

    /// Nothing was put into the client's table, so that only streams can be given up.
    private void decoder(int octet) {
      if (continuing) {
        continuing = octet > Byte.MAX_VALUE;
      } else if ((octet & ~CANCELLATION_BITS) == CANCELLATION) {
        continuing = (octet & CANCELLATION_BITS) == CANCELLATION_BITS;
      } else {
        fail(Http3Error.QPACK_DECODER_STREAM_ERROR, "an entry is acknowledged that there is not");
      }
    }
  }

  /// Pairs of numbers; what a client says by them is what may be sent to it, of which nothing is
  /// used but what every client takes.
  private final class Settings {
    private final Varint number = new Varint();
    private final List<Long> seen = new ArrayList<>();
    private long setting = UNKNOWN;

    void receive(ByteBuf in, boolean last) {
      while (in.isReadable() && !failed) {
        long read = number.read(in);
        if (read >= 0 && setting < 0) {
          setting = read;
          check();
        } else if (read >= 0) {
          setting = UNKNOWN;
        }
      }
      if (last && (setting >= 0 || number.begun())) {
        fail(Http3Error.FRAME_ERROR, "SETTINGS ends within a setting");
      }
    }

    private void check() {
      if (Frame.settingOfHttp2(setting) || seen.contains(setting)) {
        fail(Http3Error.SETTINGS_ERROR, "setting " + setting + " is not allowed, or there twice");
      }
      seen.add(setting);
    }
  }
}
