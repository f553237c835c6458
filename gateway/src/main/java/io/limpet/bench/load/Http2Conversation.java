package io.limpet.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;

/// HTTP/2 (RFC 9113), as much of it as a client needs whose requests are all alike: several streams
/// at once, answers in any order. A head is written whole once, and from then on as the places that
/// it has in the dynamic table, as browsers do.
final class Http2Conversation implements Conversation {
  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1);
  private static final int FRAME_HEAD = 9;
  private static final int LONGEST_FRAME = 16 << 10;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int USUAL_TABLE_SIZE = 4096;
  private static final int WINDOW = 1 << 30;
  private static final int STATUS_200 = 0x88;

  private final HeadBlocks blocks;
  private final Wire wire;
  private final byte[] instance;
  private final Tally tally;
  private final ByteBuffer out = ByteBuffer.allocate(64 << 10);
  private final ByteBuffer in = ByteBuffer.allocate(2 * (LONGEST_FRAME + FRAME_HEAD));
  private final int[] streams;
  private final long[] since;
  private final boolean[] good;
  private int underWay;
  private int nextStream = 1;
  private long unacknowledged;

  Http2Conversation(HeadBlocks blocks, int streams, byte[] instance, Wire wire, Tally tally)
      throws IOException {
    this.blocks = blocks;
    this.instance = instance;
    this.wire = wire;
    this.tally = tally;
    this.streams = new int[streams];
    since = new long[streams];
    good = new boolean[streams];
    out.put(PREFACE);
    frame(18, SETTINGS, 0, 0);
    out.putShort((short) 2).putInt(0); // ENABLE_PUSH
    out.putShort((short) 4).putInt(WINDOW); // INITIAL_WINDOW_SIZE
    out.putShort((short) 3).putInt(0); // MAX_CONCURRENT_STREAMS, of the other side: none
    frame(4, WINDOW_UPDATE, 0, 0);
    out.putInt(WINDOW);
    flush();
  }

  private void frame(int length, int type, int flags, int stream) {
    out.put((byte) (length >>> 16)).putShort((short) length);
    out.put((byte) type).put((byte) flags).putInt(stream);
  }

  @Override
  public int free() {
    return streams.length - underWay;
  }

  @Override
  public int underWay() {
    return underWay;
  }

  @Override
  public void send(long nanos) throws IOException {
    int slot = slot(0);
    byte[] block = nextStream == 1 ? blocks.first() : blocks.later();
    if (out.remaining() < FRAME_HEAD + block.length) {
      flush();
    }
    frame(block.length, HEADERS, END_HEADERS | END_STREAM, nextStream);
    out.put(block);
    streams[slot] = nextStream;
    since[slot] = nanos;
    good[slot] = false;
    nextStream += 2;
    underWay++;
  }

  private int slot(int stream) throws IOException {
    for (int i = 0; i < streams.length; i++) {
      if (streams[i] == stream) {
        return i;
      }
    }
    throw new IOException("a frame came for stream %d, which is closed".formatted(stream));
  }

  @Override
  public void flush() throws IOException {
    if (out.position() > 0) {
      wire.write(out.flip());
      out.clear();
    }
  }

  @Override
  public void received(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int taken = Math.min(bytes.remaining(), in.remaining());
      in.put(in.position(), bytes, bytes.position(), taken).position(in.position() + taken);
      bytes.position(bytes.position() + taken);
      in.flip();
      readFrames();
      in.compact();
    }
  }

  private void readFrames() throws IOException {
    while (in.remaining() >= FRAME_HEAD) {
      int at = in.position();
      int length = ((in.getShort(at) & 0xffff) << 8) | (in.get(at + 2) & 0xff);
      if (length > LONGEST_FRAME) {
        throw new IOException("a frame is longer than 16 KiB");
      }
      if (in.remaining() < FRAME_HEAD + length) {
        return;
      }
      int stream = in.getInt(at + 5) & Integer.MAX_VALUE;
      read(in.get(at + 3), in.get(at + 4), stream, at + FRAME_HEAD, length);
      in.position(at + FRAME_HEAD + length);
    }
  }

  private void read(int type, int flags, int stream, int at, int length) throws IOException {
    switch (type) {
      case DATA -> data(stream, at, length);
      case HEADERS -> good[slot(stream)] |= isGood(at, length);
      case RST_STREAM -> good[slot(stream)] = false;
      case SETTINGS -> settings(flags, at, length);
      case PING -> ping(flags, at);
      case GOAWAY -> throw new IOException("the proxy ended the connection (GOAWAY)");
      default -> {
        // WINDOW_UPDATE: requests have no bodies. CONTINUATION: the status stands first.
      }
    }
    boolean ends = (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0;
    if (ends || type == RST_STREAM) {
      int slot = slot(stream);
      streams[slot] = 0;
      underWay--;
      tally.answered(since[slot], good[slot]);
    }
  }

  /// After changes of the table's size stands the status, which is 200 in the static table, or not.
  private boolean isGood(int at, int length) {
    int i = at;
    while (i < at + length - 1 && (in.get(i) & 0xe0) == 0x20) {
      do {
        i++;
      } while (i < at + length - 1 && (in.get(i - 1) & 0x1f) == 0x1f && in.get(i) < 0);
    }
    return length > 0 && (in.get(i) & 0xff) == STATUS_200;
  }

  private void data(int stream, int at, int length) throws IOException {
    tally.body(length);
    unacknowledged += length;
    if (unacknowledged > WINDOW / 2) {
      frame(4, WINDOW_UPDATE, 0, 0);
      out.putInt((int) unacknowledged);
      unacknowledged = 0;
    }
    if (length >= instance.length && good[slot(stream)]) {
      for (int i = 0; i < instance.length; i++) {
        if (in.get(at + i) != instance[i]) {
          tally.moved();
          return;
        }
      }
    }
  }

  private void settings(int flags, int at, int length) throws IOException {
    if ((flags & ACK) != 0) {
      return;
    }
    for (int i = at; i < at + length; i += 6) {
      if (in.getShort(i) == HEADER_TABLE_SIZE && in.getInt(i + 2) < USUAL_TABLE_SIZE) {
        throw new IOException("the proxy's header table is smaller than 4096 bytes");
      }
    }
    frame(0, SETTINGS, ACK, 0);
  }

  private void ping(int flags, int at) {
    if ((flags & ACK) == 0) {
      frame(8, PING, ACK, 0);
      out.putLong(in.getLong(at));
    }
  }
}
