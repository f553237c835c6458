package io.limpet.proxy.plan.reading.listener;

import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.limpet.proxy.plan.ChainMatch;
import io.limpet.proxy.plan.ChainMatch.SourceType;
import io.limpet.proxy.plan.match.IpAddress;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.transport.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which connections a filter chain is for (listener_components.proto, FilterChainMatch).
final class ChainMatchReader {
  private static final Set<String> KNOWN =
      Set.of(
          "destination_port",
          "prefix_ranges",
          "direct_source_prefix_ranges",
          "source_type",
          "source_prefix_ranges",
          "source_ports",
          "server_names",
          "transport_protocol",
          "application_protocols");

  private static final int MAX_PORT = 65_535;

  private ChainMatchReader() {}

  static ChainMatch read(FilterChainMatch match, Place place) {
    place.onlyServes(match, KNOWN);
    return new ChainMatch(
        match.hasDestinationPort()
            ? port(match.getDestinationPort().getValue(), place.at("destination_port"))
            : 0,
        ranges(match.getPrefixRangesList(), place, "prefix_ranges"),
        serverNames(match, place),
        match.getTransportProtocol(),
        match.getApplicationProtocolsList(),
        ranges(match.getDirectSourcePrefixRangesList(), place, "direct_source_prefix_ranges"),
        switch (match.getSourceType()) {
          case ANY, UNRECOGNIZED -> SourceType.ANY;
          case SAME_IP_OR_LOOPBACK -> SourceType.LOCAL;
          case EXTERNAL -> SourceType.EXTERNAL;
        },
        ranges(match.getSourcePrefixRangesList(), place, "source_prefix_ranges"),
        match.getSourcePortsList().stream()
            .map(port -> port(port, place.at("source_ports")))
            .toList());
  }

  private static int port(int port, Place place) {
    if (port < 1 || port > MAX_PORT) {
      throw place.refused("must be from 1 to " + MAX_PORT);
    }
    return port;
  }

  private static List<ChainMatch.CidrRange> ranges(
      List<CidrRange> messages, Place place, String field) {
    List<ChainMatch.CidrRange> ranges = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      CidrRange message = messages.get(i);
      byte @Nullable [] prefix = IpAddress.bytes(message.getAddressPrefix());
      if (prefix == null) {
        throw place
            .at(field, i)
            .at("address_prefix")
            .refused("\"" + message.getAddressPrefix() + "\" is no IP address");
      }
      int bits = message.getPrefixLen().getValue();
      if (bits < 0 || bits > prefix.length * Byte.SIZE) {
        throw place.at(field, i).at("prefix_len").refused("is longer than the address");
      }
      ranges.add(new ChainMatch.CidrRange(new Bytes(masked(prefix, bits)), bits));
    }
    return ranges;
  }

  /// Bits that do not count are 0, so that equal ranges are equal.
  private static byte[] masked(byte[] prefix, int bits) {
    byte[] masked = prefix.clone();
    for (int at = 0; at < masked.length; at++) {
      int kept = Math.clamp(bits - (long) at * Byte.SIZE, 0, Byte.SIZE);
      masked[at] &= (byte) (0xff << (Byte.SIZE - kept));
    }
    return masked;
  }

  private static List<String> serverNames(FilterChainMatch match, Place place) {
    for (int i = 0; i < match.getServerNamesCount(); i++) {
      String name = match.getServerNames(i);
      if (name.indexOf('*') >= 0 && (!name.startsWith("*.") || name.indexOf('*', 1) > 0)) {
        throw place
            .at("server_names", i)
            .refused(
                "partial wildcards are not supported in \"server_names\": write *.example.com");
      }
    }
    return match.getServerNamesList();
  }
}
