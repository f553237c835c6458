package io.limpet.proxy.codec.http2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Where a field is in an array: one such object serves all fields, one after the other.
final class FieldPlace {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

  byte[] in = {};
  int name;
  int nameEnd;
  int value;
  int valueEnd;

  void set(byte[] in, int name, int nameEnd, int value, int valueEnd) {
    this.in = in;
    this.name = name;
    this.nameEnd = nameEnd;
    this.value = value;
    this.valueEnd = valueEnd;
  }

  int nameLength() {
    return nameEnd - name;
  }

  int valueLength() {
    return valueEnd - value;
  }

  /// A number that is the same for equal names and values, never 0.
  int hash() {
    return (int) (hash(value, valueEnd, hash(name, nameEnd, MULTIPLIER)) >>> Integer.SIZE) | 1;
  }

  /// Eight bytes a step; the last step may see some of them again.
  private long hash(int from, int to, long seed) {
    long hash = seed + to - from;
    int at = from;
    for (int last = to - Long.BYTES; at < last; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(in, at));
    }
    if (to - from >= Long.BYTES) {
      return mix(hash ^ (long) LONGS.get(in, to - Long.BYTES));
    }
    long word = 0;
    for (; at < to; at++) {
      word = word << Byte.SIZE | (in[at] & 0xff);
    }
    return mix(hash ^ word);
  }

  private static long mix(long word) {
    long product = word * MULTIPLIER;
    return product ^ product >>> Integer.SIZE;
  }
}
