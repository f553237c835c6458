package io.limpet.proxy.plan.reading.filter;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Map;
import java.util.Set;

/// Filters that istiod gives every gateway and that change nothing in what clients and endpoints
/// see: left out by their name, or by the type of their message. They are only in Istio's own build
/// of Envoy (github.com/istio/proxy). Any other filter that is not known is refused, since what it
/// does cannot be guessed.
public final class IstioFilters {
  /// Name → why nothing is missed without it.
  static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("istio.metadata_exchange", "who the peer is, for statistics"),
          Map.entry("envoy.filters.http.peer_metadata", "who the peer is, for statistics"),
          Map.entry("envoy.filters.network.metadata_exchange", "who the peer is, for statistics"),
          Map.entry(
              "istio.alpn", "the protocols of Istio's own that are offered to endpoints by TLS"),
          Map.entry("istio.stats", "Istio's own statistics"),
          Map.entry("istio_authn", "the peer's certificate, and a client here shows none"));

  private static final Set<String> TYPES =
      Set.of(
          "io.istio.http.peer_metadata.Config",
          "envoy.tcp.metadataexchange.config.MetadataExchange",
          "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig",
          "istio.envoy.config.filter.http.authn.v2alpha1.FilterConfig",
          "istio.envoy.config.filter.http.authn.v2alpha2.FilterConfig",
          "stats.PluginConfig");

  private IstioFilters() {}

  public static boolean isLeftOut(String name, Any config) {
    return REASONS.containsKey(name) || TYPES.contains(type(config));
  }

  /// A message of a type that Envoy's API does not have is wrapped in a TypedStruct.
  private static String type(Any config) {
    try {
      if (config.is(com.github.udpa.udpa.type.v1.TypedStruct.class)) {
        return name(config.unpack(com.github.udpa.udpa.type.v1.TypedStruct.class).getTypeUrl());
      }
      if (config.is(com.github.xds.type.v3.TypedStruct.class)) {
        return name(config.unpack(com.github.xds.type.v3.TypedStruct.class).getTypeUrl());
      }
    } catch (InvalidProtocolBufferException broken) {
      return ""; // of no type that is in the list
    }
    return name(config.getTypeUrl());
  }

  private static String name(String url) {
    return url.substring(url.lastIndexOf('/') + 1);
  }
}
