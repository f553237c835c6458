package io.limpet.proxy.plan.reading.match;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.limpet.proxy.plan.match.CidrRanges;
import io.limpet.proxy.plan.match.CidrRanges.Range;
import io.limpet.proxy.plan.match.IpAddress;
import io.limpet.proxy.plan.reading.fields.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Ranges of addresses.
public final class CidrRangesReader {
  private static final int MAX_BITS = 128;

  private CidrRangesReader() {}

  public static CidrRanges read(List<CidrRange> messages, Place place, String field) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ranges.add(range(messages.get(i), place.at(field, i)));
    }
    return CidrRanges.of(ranges);
  }

  /// The private addresses of RFC 1918 and RFC 4193, and the loopback ones (Envoy:
  /// source/common/network/utility.cc, `isInternalAddress`).
  public static CidrRanges privateOnes() {
    return CidrRanges.of(
        List.of(
            range("10.0.0.0", 8),
            range("172.16.0.0", 12),
            range("192.168.0.0", 16),
            range("127.0.0.1", 32),
            range("fd00::", 8),
            range("::1", MAX_BITS)));
  }

  private static Range range(String prefix, int bits) {
    return new Range(Objects.requireNonNull(IpAddress.bytes(prefix)), bits);
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
}
