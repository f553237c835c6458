package io.limpet.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// HTTP/1.1: one request, one answer, whose length the head tells.
final class Http1Conversation implements Conversation {
  static final String HOST = "bench.test";

  private static final int HEAD_BYTES = 4 << 10;
  private static final int SHORTEST_HEAD = 12;
  private static final byte[] LENGTH = "content-length:".getBytes(ISO_8859_1);

  private final ByteBuffer request;
  private final byte[] instance;
  private final Tally tally;
  private final byte[] head = new byte[HEAD_BYTES];
  private final Wire wire;
  private int headBytes;
  private long bodyLeft;
  private int bodySeen;
  private boolean inBody;
  private boolean good;
  private boolean waiting;
  private long since;

  Http1Conversation(byte[] request, byte[] instance, Wire wire, Tally tally) {
    this.request = ByteBuffer.wrap(request);
    this.instance = instance;
    this.wire = wire;
    this.tally = tally;
  }

  static byte[] request(String path, List<String> fields) {
    StringBuilder text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\n");
    text.append("host: ").append(HOST).append("\r\n");
    for (int i = 0; i < fields.size(); i += 2) {
      text.append(fields.get(i)).append(": ").append(fields.get(i + 1)).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  @Override
  public int free() {
    return waiting ? 0 : 1;
  }

  @Override
  public int underWay() {
    return waiting ? 1 : 0;
  }

  @Override
  public void send(long nanos) throws IOException {
    waiting = true;
    since = nanos;
    request.rewind();
    wire.write(request);
  }

  @Override
  public void flush() {
    // A request is sent at once.
  }

  @Override
  public void received(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (!waiting) {
        throw new IOException("bytes came that nobody has asked for");
      }
      if (inBody) {
        body(bytes);
      } else {
        takeHead(bytes);
      }
      if (inBody && bodyLeft == 0) {
        inBody = false;
        headBytes = 0;
        waiting = false;
        tally.answered(since, good);
      }
    }
  }

  /// As much as there is room for, of which what does not belong to the head is given back.
  private void takeHead(ByteBuffer bytes) throws IOException {
    int from = Math.max(0, headBytes - 3);
    int taken = Math.min(bytes.remaining(), HEAD_BYTES - headBytes);
    if (taken == 0) {
      throw new IOException("the head of an answer is longer than 4 KiB");
    }
    bytes.get(head, headBytes, taken);
    headBytes += taken;
    int end = headEnd(from);
    if (end >= 0) {
      bytes.position(bytes.position() - (headBytes - end));
      headBytes = end;
      readHead();
    }
  }

  private int headEnd(int from) {
    for (int i = from + 3; i < headBytes; i++) {
      if (head[i] == '\n' && head[i - 1] == '\r' && head[i - 2] == '\n' && head[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  private void readHead() throws IOException {
    good = headBytes > SHORTEST_HEAD && head[9] == '2' && head[10] == '0' && head[11] == '0';
    bodyLeft = length();
    bodySeen = 0;
    inBody = true;
    tally.body(bodyLeft);
  }

  private long length() throws IOException {
    for (int i = SHORTEST_HEAD; i < headBytes; i++) {
      if (head[i] == '\n' && isLength(i + 1)) {
        long length = 0;
        for (int j = i + 1 + LENGTH.length; head[j] != '\r'; j++) {
          length = head[j] == ' ' ? length : length * 10 + (head[j] - '0');
        }
        return length;
      }
    }
    throw new IOException("an answer has no content-length");
  }

  private boolean isLength(int at) {
    if (at + LENGTH.length >= headBytes) {
      return false;
    }
    for (int i = 0; i < LENGTH.length; i++) {
      if ((head[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private void body(ByteBuffer bytes) {
    int count = (int) Math.min(bodyLeft, bytes.remaining());
    int start = bytes.position();
    for (int i = 0; i < count && bodySeen < instance.length; i++, bodySeen++) {
      if (bytes.get(start + i) != instance[bodySeen]) {
        if (good) {
          tally.moved();
        }
        bodySeen = instance.length;
        break;
      }
    }
    bytes.position(start + count);
    bodyLeft -= count;
  }
}
