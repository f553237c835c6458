package io.limpet.proxy.plan;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import java.util.ArrayList;
import java.util.List;

/// A set of ranges of addresses (core/v3/address.proto, CidrRange).
public final class CidrRanges {
  public static final CidrRanges NONE = new CidrRanges(List.of());

  private static final int MAX_BITS = 128;

  private static final class Range {
    private final byte[] prefix;
    private final int bits;

    Range(byte[] prefix, int bits) {
      this.prefix = prefix;
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

  static CidrRanges read(List<CidrRange> messages, Place place, String field) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ranges.add(range(messages.get(i), place.at(field, i)));
    }
    return ranges.isEmpty() ? NONE : new CidrRanges(ranges);
  }

  private static Range range(CidrRange message, Place place) {
    byte[] prefix = IpAddress.bytes(message.getAddressPrefix());
    if (prefix == null) {
      throw place
          .at("address_prefix")
          .refused("\"" + message.getAddressPrefix() + "\" is no IP address");
    }
    int bits = message.getPrefixLen().getValue();
    if (bits < 0 || bits > MAX_BITS) {
      throw place.at("prefix_len").refused("must be at most " + MAX_BITS);
    }
    return new Range(prefix, Math.min(bits, prefix.length * Byte.SIZE));
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
