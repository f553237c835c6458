package io.limpet.proxy.plan.match;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.IntStream;

/// A set of HTTP status codes, asked for one without boxing.
public final class StatusCodes {
  public static final StatusCodes NONE = new StatusCodes(new long[0]);

  private final long[] bits;

  private StatusCodes(long[] bits) {
    this.bits = bits;
  }

  public static StatusCodes of(Collection<Integer> codes) {
    int highest = codes.stream().mapToInt(Integer::intValue).max().orElse(-1);
    long[] bits = new long[(highest + Long.SIZE) / Long.SIZE];
    codes.forEach(code -> bits[code / Long.SIZE] |= 1L << code);
    return new StatusCodes(bits);
  }

  /// These and others.
  public StatusCodes and(StatusCodes more) {
    long[] both = Arrays.copyOf(bits, Math.max(bits.length, more.bits.length));
    for (int word = 0; word < more.bits.length; word++) {
      both[word] |= more.bits[word];
    }
    return new StatusCodes(both);
  }

  public boolean contains(int code) {
    int word = code / Long.SIZE;
    return code >= 0 && word < bits.length && (bits[word] & (1L << code)) != 0;
  }

  @Override
  public String toString() {
    return IntStream.range(0, bits.length * Long.SIZE)
        .filter(this::contains)
        .boxed()
        .toList()
        .toString();
  }
}
