package io.limpet.proxy.plan.reading;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.limpet.proxy.plan.match.CidrRanges;
import io.limpet.proxy.plan.match.CidrRanges.Range;
import io.limpet.proxy.plan.match.IpAddress;
import java.util.ArrayList;
import java.util.List;

/// Ranges of addresses.
final class CidrRangesReader {
  private static final int MAX_BITS = 128;

  private CidrRangesReader() {}

  static CidrRanges read(List<CidrRange> messages, Place place, String field) {
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ranges.add(range(messages.get(i), place.at(field, i)));
    }
    return CidrRanges.of(ranges);
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
