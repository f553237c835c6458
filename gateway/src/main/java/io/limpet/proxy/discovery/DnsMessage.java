package io.limpet.proxy.discovery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Questions to a name server, and its answers, as they are on the wire (RFC 1035, 4.1).
final class DnsMessage {
  static final int NO_ERROR = 0;
  static final int NO_SUCH_NAME = 3;

  private static final int HEADER_BYTES = 12;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int IS_ANSWER = 0x8000;
  private static final int TRUNCATED = 0x0200;
  private static final int CODE = 0x000f;
  private static final int POINTER = 0xc0;
  private static final int INTERNET = 1;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 253;

  /// Records that are asked for.
  enum Type {
    A(1),
    AAAA(28);

    private final int number;

    Type(int number) {
      this.number = number;
    }
  }

  /// An address and for how many seconds it holds.
  record Answer(InetAddress address, long ttlSeconds) {}

  record Reply(int code, boolean truncated, List<Answer> records) {
    Reply {
      records = List.copyOf(records);
    }
  }

  private DnsMessage() {}

  /// The question's bytes; an exception where the name cannot be asked for.
  static byte[] question(int id, String name, Type type) throws ProtocolException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int number : new int[] {id, RECURSION_DESIRED, 1, 0, 0, 0}) {
      two(out, number);
    }
    String absolute = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (absolute.isEmpty() || absolute.length() > LONGEST_NAME) {
      throw new ProtocolException("no name that can be asked for: " + name);
    }
    for (String label : absolute.split("\\.", -1)) {
      byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      if (bytes.length == 0 || bytes.length > LONGEST_LABEL) {
        throw new ProtocolException("no name that can be asked for: " + name);
      }
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    out.write(0);
    two(out, type.number);
    two(out, INTERNET);
    return out.toByteArray();
  }

  private static void two(ByteArrayOutputStream out, int number) {
    out.write(number >> 8);
    out.write(number);
  }

  /// Whether these bytes answer that question, whatever they say.
  static boolean answers(byte[] question, ByteBuffer reply) {
    if (reply.remaining() < question.length) {
      return false;
    }
    int flags = reply.getShort(2);
    return reply.getShort(0) == ByteBuffer.wrap(question).getShort(0)
        && (flags & IS_ANSWER) != 0
        && reply.getShort(4) == 1
        && sameQuestion(question, reply);
  }

  private static boolean sameQuestion(byte[] question, ByteBuffer reply) {
    for (int i = HEADER_BYTES; i < question.length; i++) {
      if (lower(question[i]) != lower(reply.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte letter) {
    return letter >= 'A' && letter <= 'Z' ? letter + 'a' - 'A' : letter;
  }

  /// Reads what [#answers] that question.
  static Reply read(byte[] question, ByteBuffer message, Type type) throws IOException {
    int flags = message.getShort(2);
    int count = Short.toUnsignedInt(message.getShort(6));
    ByteBuffer in = message.duplicate().position(question.length);
    try {
      return new Answers(in, type).read(flags, count);
    } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw broken(e);
    }
  }

  private static ProtocolException broken(RuntimeException cause) {
    ProtocolException broken = new ProtocolException("a name server's answer is broken");
    broken.initCause(cause);
    return broken;
  }

  /// The records of one message.
  private record Answers(ByteBuffer in, Type type) {
    Reply read(int flags, int count) throws IOException {
      List<Answer> records = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        skipName();
        int kind = Short.toUnsignedInt(in.getShort());
        in.getShort();
        long ttl = Integer.toUnsignedLong(in.getInt());
        int length = Short.toUnsignedInt(in.getShort());
        int end = in.position() + length;
        if (kind == type.number) {
          byte[] address = new byte[length];
          in.get(address);
          records.add(new Answer(InetAddress.getByAddress(address), ttl));
        }
        in.position(end);
      }
      boolean truncated = (flags & TRUNCATED) != 0;
      return new Reply(flags & CODE, truncated, records);
    }

    /// A name ends with an empty label, or with a pointer to where its rest stands.
    private void skipName() {
      int length = in.get() & 0xff;
      while (length != 0 && (length & POINTER) != POINTER) {
        in.position(in.position() + length);
        length = in.get() & 0xff;
      }
      if (length != 0) {
        in.get();
      }
    }
  }
}
