package io.limpet.proxy.plan.match;

import java.util.List;

/// A set of ranges of addresses (core/v3/address.proto, CidrRange).
public final class CidrRanges {
  public static final CidrRanges NONE = new CidrRanges(List.of());

  /// The addresses whose first `bits` are those of `prefix`.
  public static final class Range {
    private final byte[] prefix;
    private final int bits;

    public Range(byte[] prefix, int bits) {
      this.prefix = prefix.clone();
      this.bits = bits;
    }

    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / Byte.SIZE;
      for (int at = 0; at < whole; at++) {
        if (address[at] != prefix[at]) {
          return false;
        }
      }
      int rest = bits % Byte.SIZE;
      return rest == 0 || (address[whole] ^ prefix[whole]) >> (Byte.SIZE - rest) == 0;
    }
  }

  private final Range[] ranges;

  private CidrRanges(List<Range> ranges) {
    this.ranges = ranges.toArray(Range[]::new);
  }

  public static CidrRanges of(List<Range> ranges) {
    return ranges.isEmpty() ? NONE : new CidrRanges(ranges);
  }

  public boolean isEmpty() {
    return ranges.length == 0;
  }

  /// Whether the text is an address in one of the ranges.
  public boolean contains(String ip) {
    if (ranges.length == 0) {
      return false;
    }
    byte[] address = IpAddress.bytes(ip);
    if (address != null) {
      for (Range range : ranges) {
        if (range.contains(address)) {
          return true;
        }
      }
    }
    return false;
  }
}
