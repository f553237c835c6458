package io.limpet.proxy.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The texts that one event loop made last. Hosts, paths and tokens are the same from request to
/// request: what was a text lately is not made one again.
///
/// Each text has one slot, by a hash of its bytes, and the last one that came has it. So a caller
/// who sends ever other values costs what it would without, and can neither make this grow nor
/// make looking long.
public final class Texts {
  private static final int SLOT_BITS = 9;
  private static final int LONGEST = 128;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final @Nullable String[] texts = new @Nullable String[1 << SLOT_BITS];
  private final byte[] bytes = new byte[LONGEST << SLOT_BITS];

  /// The bytes as Latin-1.
  String of(byte[] in, int from, int to) {
    int length = to - from;
    if (length == 0) {
      return "";
    }
    if (length > LONGEST) {
      return made(in, from, length);
    }
    int slot = slot(in, from, to);
    int at = slot * LONGEST;
    String known = texts[slot];
    if (known != null
        && known.length() == length
        && Arrays.equals(in, from, to, bytes, at, at + length)) {
      return known;
    }
    String text = made(in, from, length);
    System.arraycopy(in, from, bytes, at, length);
    texts[slot] = text;
    return text;
  }

  private static String made(byte[] in, int from, int length) {
    return new String(in, from, length, StandardCharsets.ISO_8859_1);
  }

  private static int slot(byte[] in, int from, int to) {
    long hash = (long) to - from;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = Long.rotateLeft((hash ^ (long) LONGS.get(in, at)) * MIX, 29);
    }
    for (; at < to; at++) {
      hash = (hash ^ in[at]) * MIX;
    }
    return (int) ((hash * MIX) >>> (Long.SIZE - SLOT_BITS));
  }
}
