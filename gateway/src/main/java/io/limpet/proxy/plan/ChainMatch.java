package io.limpet.proxy.plan;

import io.limpet.proxy.plan.transport.Bytes;
import java.util.List;

/// Which connections a filter chain is for (Envoy: FilterChainMatch). An empty list, a port of 0,
/// an empty text are for all.
public record ChainMatch(
    int destinationPort,
    List<CidrRange> destinations,
    List<String> serverNames,
    String transportProtocol,
    List<String> applicationProtocols,
    List<CidrRange> directSources,
    SourceType sourceType,
    List<CidrRange> sources,
    List<Integer> sourcePorts) {
  public static final ChainMatch ANY =
      new ChainMatch(
          0, List.of(), List.of(), "", List.of(), List.of(), SourceType.ANY, List.of(), List.of());

  public ChainMatch {
    destinations = List.copyOf(destinations);
    serverNames = List.copyOf(serverNames);
    applicationProtocols = List.copyOf(applicationProtocols);
    directSources = List.copyOf(directSources);
    sources = List.copyOf(sources);
    sourcePorts = List.copyOf(sourcePorts);
  }

  /// From where a connection comes: from this machine, or from another.
  public enum SourceType {
    ANY,
    LOCAL,
    EXTERNAL
  }

  /// An address and how many of its bits count.
  public record CidrRange(Bytes prefix, int bits) {
    boolean contains(byte[] address) {
      byte[] wanted = prefix.toArray();
      if (address.length != wanted.length) {
        return false;
      }
      int whole = bits / Byte.SIZE;
      for (int at = 0; at < whole; at++) {
        if (address[at] != wanted[at]) {
          return false;
        }
      }
      int rest = bits % Byte.SIZE;
      return rest == 0 || (address[whole] ^ wanted[whole]) >> (Byte.SIZE - rest) == 0;
    }
  }

  /// Whether a client's first bytes must be looked at to know.
  public boolean needsInspection() {
    return !serverNames.isEmpty()
        || !applicationProtocols.isEmpty()
        || !transportProtocol.isEmpty();
  }
}
