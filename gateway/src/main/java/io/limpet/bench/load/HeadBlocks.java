package io.limpet.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;

/// The head of a caller's requests in HPACK (RFC 7541): whole, with each line put into the dynamic
/// table; and by its places there.
final class HeadBlocks {
  private static final int INDEXED = 0x80;
  private static final int PUT_INTO_TABLE = 0x40;
  private static final int FIRST_DYNAMIC = 62;
  private static final int AUTHORITY = 1;
  private static final int GET = 2;
  private static final int PATH = 4;
  private static final int HTTP = 6;
  private static final int HTTPS = 7;
  private static final int NEW_NAME = 0;

  private final byte[] first;
  private final byte[] later;

  HeadBlocks(Load load, List<String> fields) {
    int scheme = load.security() == Load.Security.PLAIN ? HTTP : HTTPS;
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(INDEXED | GET);
    whole.write(INDEXED | scheme);
    put(whole, PATH, load.path());
    put(whole, AUTHORITY, Http1Conversation.HOST);
    for (int i = 0; i < fields.size(); i += 2) {
      put(whole, NEW_NAME, fields.get(i), fields.get(i + 1));
    }
    first = whole.toByteArray();
    int lines = 2 + fields.size() / 2;
    later = new byte[2 + lines];
    later[0] = (byte) (INDEXED | GET);
    later[1] = (byte) (INDEXED | scheme);
    for (int i = 0; i < lines; i++) {
      later[2 + i] = (byte) (INDEXED | (FIRST_DYNAMIC + lines - 1 - i));
    }
  }

  private static void put(ByteArrayOutputStream to, int name, String... texts) {
    to.write(PUT_INTO_TABLE | name);
    for (String text : texts) {
      byte[] bytes = text.getBytes(ISO_8859_1);
      if (bytes.length < 127) {
        to.write(bytes.length);
      } else {
        to.write(127);
        int rest = bytes.length - 127;
        for (; rest > 127; rest >>>= 7) {
          to.write((rest & 127) | 128);
        }
        to.write(rest);
      }
      to.writeBytes(bytes);
    }
  }

  byte[] first() {
    return first;
  }

  byte[] later() {
    return later;
  }
}
