package io.limpet.xds.patch;

import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.FilterChainMatch;
import io.envoyproxy.envoy.config.listener.v3.ListenerOrBuilder;
import io.limpet.model.istio.EnvoyFilter.ChainMatch;
import io.limpet.model.istio.EnvoyFilter.ListenerMatch;
import org.jspecify.annotations.Nullable;

/// Which listeners, chains and filters a patch is for (`listenerMatch` and the like in Istio's
/// `core/envoyfilter/listener_patch.go`).
final class ListenerMatching {
  private ListenerMatching() {}

  /// The port is that of the listener's socket, not that of the Gateway's server.
  static boolean listener(ReadPatch patch, ListenerOrBuilder listener) {
    return !(patch.patch().match().object() instanceof ListenerMatch match)
        || ((match.name().isEmpty() || match.name().equals(listener.getName()))
            && (match.portNumber() == 0
                || match.portNumber() == listener.getAddress().getSocketAddress().getPortValue()));
  }

  static boolean chain(ReadPatch patch, FilterChain chain) {
    ChainMatch match = chainMatch(patch);
    return match == null
        || ((match.name().isEmpty() || match.name().equals(chain.getName()))
            && asks(match, chain.getFilterChainMatch()));
  }

  /// Whether all that is asked of a chain is among what the chain itself asks of a connection.
  private static boolean asks(ChainMatch match, FilterChainMatch asked) {
    return (match.sni().isEmpty() || asked.getServerNamesList().contains(match.sni()))
        && (match.transportProtocol().isEmpty()
            || match.transportProtocol().equals(asked.getTransportProtocol()))
        && asked.getApplicationProtocolsList().containsAll(match.applicationProtocols())
        && (match.destinationPort() == 0
            || match.destinationPort() == asked.getDestinationPort().getValue());
  }

  static @Nullable ChainMatch chainMatch(ReadPatch patch) {
    return patch.patch().match().object() instanceof ListenerMatch match ? match.chain() : null;
  }

  /// The network filter that is named, or null for any.
  static @Nullable String filter(ReadPatch patch) {
    ChainMatch match = chainMatch(patch);
    return match == null ? null : match.filter();
  }

  /// The HTTP filter that is named, or null for any.
  static @Nullable String subFilter(ReadPatch patch) {
    ChainMatch match = chainMatch(patch);
    return match == null ? null : match.subFilter();
  }

  /// The listener filter that is named, or null for any.
  static @Nullable String listenerFilter(ReadPatch patch) {
    return patch.patch().match().object() instanceof ListenerMatch match
            && !match.listenerFilter().isEmpty()
        ? match.listenerFilter()
        : null;
  }
}
