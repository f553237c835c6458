package io.limpet.proxy.plan.reading.cluster;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.DnsResolverOptions;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.getaddrinfo.v3.GetAddrInfoDnsResolverConfig;
import io.limpet.proxy.plan.DnsPlan.Flags;
import io.limpet.proxy.plan.DnsPlan.Resolver;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.SocketAddresses;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is asked for addresses: `typed_dns_resolver_config`, or the two older ways to say it.
final class DnsResolverReader {
  /// Envoy's own, not c-ares' (cares_dns_resolver.proto).
  private static final int TIMEOUT_SECONDS = 5;

  private static final int TRIES = 4;

  private static final Set<String> CARES =
      Set.of(
          "resolvers",
          "use_resolvers_as_fallback",
          "dns_resolver_options",
          "query_timeout_seconds",
          "query_tries",
          "udp_max_queries", // a socket is made for each query
          "max_udp_channel_duration", // likewise
          "edns0_max_payload_size"); // answers that do not fit come by TCP

  private DnsResolverReader() {}

  static Resolver read(@Nullable TypedExtensionConfig config, Cluster cluster, Place place) {
    if (config == null) {
      return older(cluster, place);
    }
    Place at = place.at("typed_dns_resolver_config.typed_config");
    if (config.getTypedConfig().is(CaresDnsResolverConfig.class)) {
      return cares(at.unpack(config.getTypedConfig(), CaresDnsResolverConfig.class), at);
    }
    if (config.getTypedConfig().is(GetAddrInfoDnsResolverConfig.class)) {
      return new Resolver(List.of(), false, TIMEOUT_SECONDS, TRIES, new Flags(false, true));
    }
    throw at.refused(
        "is "
            + config.getTypedConfig().getTypeUrl()
            + ", which is not known; use the one of c-ares");
  }

  private static Resolver cares(CaresDnsResolverConfig cares, Place at) {
    at.onlyKnows(cares, CARES);
    int timeout =
        cares.hasQueryTimeoutSeconds()
            ? (int) Math.min(cares.getQueryTimeoutSeconds().getValue(), 3600)
            : TIMEOUT_SECONDS;
    int tries = cares.hasQueryTries() ? cares.getQueryTries().getValue() : TRIES;
    if (timeout < 1 || tries < 1) {
      throw at.at(timeout < 1 ? "query_timeout_seconds" : "query_tries")
          .refused("must be 1 or more");
    }
    return new Resolver(
        servers(cares.getResolversList(), at),
        cares.getUseResolversAsFallback(),
        timeout,
        tries,
        flags(cares.getDnsResolverOptions(), at));
  }

  @SuppressWarnings("deprecation") // what it replaced is still in use
  private static Resolver older(Cluster cluster, Place place) {
    if (cluster.hasDnsResolutionConfig()) {
      var config = cluster.getDnsResolutionConfig();
      Place at = place.at("dns_resolution_config");
      at.onlyKnows(config, Set.of("resolvers", "dns_resolver_options"));
      return new Resolver(
          servers(config.getResolversList(), at),
          false,
          TIMEOUT_SECONDS,
          TRIES,
          flags(config.getDnsResolverOptions(), at));
    }
    return new Resolver(
        servers(cluster.getDnsResolversList(), place),
        false,
        TIMEOUT_SECONDS,
        TRIES,
        new Flags(cluster.getUseTcpForDnsLookups(), true));
  }

  private static Flags flags(DnsResolverOptions options, Place at) {
    at.at("dns_resolver_options")
        .onlyKnows(options, Set.of("use_tcp_for_dns_lookups", "no_default_search_domain"));
    return new Flags(options.getUseTcpForDnsLookups(), !options.getNoDefaultSearchDomain());
  }

  private static List<InetSocketAddress> servers(List<Address> addresses, Place place) {
    List<InetSocketAddress> servers = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      servers.add(
          SocketAddresses.ip(
              addresses.get(i).getSocketAddress(), place.at("resolvers", i).at("socket_address")));
    }
    return servers;
  }
}
