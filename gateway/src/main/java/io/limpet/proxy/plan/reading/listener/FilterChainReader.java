package io.limpet.proxy.plan.reading.listener;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.connection_limit.v3.ConnectionLimit;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.limpet.proxy.plan.ConnectionLimitPlan;
import io.limpet.proxy.plan.FilterChainPlan;
import io.limpet.proxy.plan.FilterChainPlan.Nothing;
import io.limpet.proxy.plan.FilterChainPlan.Relay;
import io.limpet.proxy.plan.FilterChainPlan.Service;
import io.limpet.proxy.plan.HttpPlan;
import io.limpet.proxy.plan.HttpPlan.Codec;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.filter.FilterScope;
import io.limpet.proxy.plan.reading.filter.HttpFilters;
import io.limpet.proxy.plan.reading.filter.IstioFilters;
import io.limpet.proxy.plan.reading.http.HttpReader;
import io.limpet.proxy.plan.reading.transport.DownstreamTlsReader;
import io.limpet.proxy.plan.reading.transport.SecretLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A filter chain, but for its routes: those may change while it stays. `manager` is null where it
/// does not speak HTTP; then `plan` is whole.
record FilterChainReader(FilterChainPlan plan, @Nullable HttpService manager) {
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "filter_chain_match",
          "filters",
          "metadata",
          "transport_socket",
          "transport_socket_connect_timeout");

  /// What speaks HTTP, and where its routes come from. `path` is where the manager stands.
  record HttpService(HttpPlan http, FilterScope filters, RouteSource routes) {}

  /// Where a manager's routes come from.
  sealed interface RouteSource {}

  /// `path` is where the listener says so.
  record ByName(String name, String path) implements RouteSource {}

  record Inline(RouteConfiguration configuration, String path) implements RouteSource {}

  /// `quic`: it is a chain of a listener that speaks QUIC.
  static FilterChainReader read(
      FilterChain chain, boolean quic, boolean outbound, SecretLookup secrets, Place place) {
    place.onlyKnows(chain, KNOWN);
    FilterChainPlan.Transport transport = transport(chain, quic, secrets, place);
    if (chain.getFiltersList().stream().noneMatch(FilterChainReader::serves)) {
      throw place
          .at("filters")
          .unserved("has no HttpConnectionManager and no tcp_proxy; nothing else is served");
    }
    @Nullable HttpService manager = null;
    Service service = new Nothing();
    ConnectionAccess access = new ConnectionAccess();
    List<ConnectionLimitPlan> limits = new ArrayList<>();
    int last = chain.getFiltersCount() - 1;
    for (int i = 0; i <= last; i++) {
      Filter filter = chain.getFilters(i);
      Any config = filter.getTypedConfig();
      Place at = place.at("filters", i);
      if (config.is(HttpConnectionManager.class)) {
        manager = manager(config, outbound, onlyLast(i == last, filter, at).at("typed_config"));
        checkCodec(manager, quic, at.at("typed_config"));
      } else if (config.is(TcpProxy.class)) {
        Place here = onlyLast(i == last, filter, at).at("typed_config");
        service =
            new Relay(
                TcpProxyReader.read(here.unpack(config, TcpProxy.class), access.rules(), here));
      } else if (config.is(ConnectionLimit.class)) {
        limits.add(ConnectionLimitReader.read(config, at.at("typed_config")));
      } else if (!access.take(config, at)) {
        unknown(filter, at);
      }
    }
    if (manager != null && !access.rules().isEmpty()) {
      throw place
          .at("filters")
          .unserved("rbac of connections is carried out before tcp_proxy only");
    }
    return new FilterChainReader(
        new FilterChainPlan(
            chain.getName(),
            ChainMatchReader.read(chain.getFilterChainMatch(), place.at("filter_chain_match")),
            transport,
            Durations.toMillis(chain.getTransportSocketConnectTimeout()),
            limits,
            service),
        manager);
  }

  private static FilterChainPlan.Transport transport(
      FilterChain chain, boolean quic, SecretLookup secrets, Place place) {
    Place at = place.at("transport_socket");
    if (quic) {
      return DownstreamTlsReader.readQuic(chain.getTransportSocket(), secrets, at);
    }
    return chain.hasTransportSocket()
        ? DownstreamTlsReader.read(chain.getTransportSocket(), secrets, at)
        : FilterChainPlan.PLAIN;
  }

  /// Envoy: http_connection_manager/config.cc.
  private static void checkCodec(HttpService manager, boolean quic, Place at) {
    if (quic != (manager.http().codec() == Codec.HTTP3)) {
      throw at.at("codec_type")
          .refused(
              quic
                  ? "non-HTTP/3 codec configured on QUIC listener; use HTTP3"
                  : "HTTP/3 codec configured on non-QUIC listener; use AUTO");
    }
  }

  private static boolean serves(Filter filter) {
    Any config = filter.getTypedConfig();
    return config.is(HttpConnectionManager.class) || config.is(TcpProxy.class);
  }

  private static Place onlyLast(boolean last, Filter filter, Place at) {
    if (!last) {
      throw at.refused(filter.getName() + " must be the last filter");
    }
    return at;
  }

  /// A network filter beside the one that is carried out.
  private static void unknown(Filter filter, Place at) {
    if (!IstioFilters.isLeftOut(filter.getName(), filter.getTypedConfig())) {
      at.unknown("the filter " + filter.getName() + " is not carried out");
    }
  }

  private static HttpService manager(Any config, boolean outbound, Place at) {
    HttpConnectionManager message = at.unpack(config, HttpConnectionManager.class);
    FilterScope filters = FilterScope.of(HttpFilters.of(message, at));
    return new HttpService(
        HttpReader.read(message, filters.chain(), outbound, at), filters, routes(message, at));
  }

  private static RouteSource routes(HttpConnectionManager manager, Place at) {
    return switch (manager.getRouteSpecifierCase()) {
      case RDS -> new ByName(manager.getRds().getRouteConfigName(), at.at("rds").path());
      case ROUTE_CONFIG -> new Inline(manager.getRouteConfig(), at.at("route_config").path());
      case SCOPED_ROUTES, ROUTESPECIFIER_NOT_SET ->
          throw at.refused("has no routes; use rds or route_config");
    };
  }
}
