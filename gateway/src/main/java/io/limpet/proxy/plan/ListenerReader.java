package io.limpet.proxy.plan;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listener, but for its routes: those may change while it stays.
record ListenerReader(
    String name,
    InetSocketAddress address,
    HttpPlan http,
    FilterScope filters,
    RouteSource routes) {
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "address",
          "filter_chains",
          "default_filter_chain",
          "traffic_direction",
          "stat_prefix",
          "metadata",
          "access_log",
          "listener_filters",
          "listener_filters_timeout",
          "continue_on_listener_filters_timeout",
          "max_connections_to_accept_per_socket_event",
          "connection_balance_config",
          "enable_reuse_port",
          "ignore_global_conn_limit",
          "bind_to_port");

  /// Where a listener's routes come from.
  sealed interface RouteSource {}

  /// `path` is where the listener says so.
  record ByName(String name, String path) implements RouteSource {}

  record Inline(RouteConfiguration configuration, String path) implements RouteSource {}

  static ListenerReader read(Listener listener, Place place) {
    known(listener, place);
    FilterChain chain = onlyChain(listener, place);
    boolean first = listener.getFilterChainsCount() > 0;
    Place managerPlace =
        managerPlace(chain, place.at(first ? "filter_chains[0]" : "default_filter_chain"));
    HttpConnectionManager manager = manager(chain, managerPlace);
    FilterScope filters = FilterScope.of(HttpFilters.of(manager, managerPlace));
    return new ListenerReader(
        listener.getName(),
        address(listener.getAddress().getSocketAddress(), place.at("address")),
        HttpReader.read(manager, filters.chain(), managerPlace),
        filters,
        routes(manager, managerPlace));
  }

  /// What a listener says besides its chains of filters.
  static void known(Listener listener, Place place) {
    place.onlyKnows(listener, KNOWN);
    for (int i = 0; i < listener.getAccessLogCount(); i++) {
      if (!onlyWithoutChain(listener.getAccessLog(i))) {
        place
            .at("access_log", i)
            .ignored("connections are not logged; log requests in the HttpConnectionManager");
      }
    }
    for (int i = 0; i < listener.getListenerFiltersCount(); i++) {
      filter(listener.getListenerFilters(i), place.at("listener_filters", i));
    }
    if (listener.hasBindToPort() && !listener.getBindToPort().getValue()) {
      throw place.at("bind_to_port").unserved("only listeners with a port of their own are served");
    }
  }

  /// Inspectors look for what chains are chosen by, and there is one chain; where a connection was
  /// meant to go is asked by clusters of a type that is refused.
  private static void filter(ListenerFilter filter, Place at) {
    at.onlyKnows(filter, Set.of("name", "typed_config", "filter_disabled"));
    Any config = filter.getTypedConfig();
    if (!config.is(TlsInspector.class)
        && !config.is(HttpInspector.class)
        && !config.is(OriginalDst.class)) {
      at.unknown("the listener filter " + filter.getName() + " is not carried out");
    }
  }

  /// Istio's gateways log the connections for which no chain of filters is found. Here one chain
  /// takes all.
  private static boolean onlyWithoutChain(AccessLog log) {
    return log.getFilter().getResponseFlagFilter().getFlagsList().equals(List.of("NR"));
  }

  static InetSocketAddress address(SocketAddress address, Place at) {
    at.at("socket_address").onlyKnows(address, EndpointReader.KNOWN_OF_ADDRESS);
    if (address.getAddress().isEmpty()) {
      throw at.refused("needs a socket_address to listen on");
    }
    if (address.getProtocol() != SocketAddress.Protocol.TCP) {
      throw at.at("socket_address.protocol").unserved("only TCP is served");
    }
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(address.getAddress()), address.getPortValue());
    } catch (IllegalArgumentException e) {
      throw at.refused("\"" + address.getAddress() + "\" is no IP address to listen on");
    }
  }

  static FilterChain onlyChain(Listener listener, Place place) {
    int chains = listener.getFilterChainsCount();
    if (chains == 0 && listener.hasDefaultFilterChain()) {
      return listener.getDefaultFilterChain();
    }
    if (chains == 0) {
      throw place.at("filter_chains").refused("must have at least one filter chain");
    }
    if (chains != 1 || listener.hasDefaultFilterChain()) {
      throw place.at("filter_chains").unserved("only a listener with a single chain is served");
    }
    return listener.getFilterChains(0);
  }

  /// Where the one filter stands that is carried out; the others are noted.
  private static Place managerPlace(FilterChain chain, Place at) {
    plainChain(chain, at);
    @Nullable Place place = null;
    for (int i = 0; i < chain.getFiltersCount(); i++) {
      if (chain.getFilters(i).getTypedConfig().is(HttpConnectionManager.class)) {
        place = at.at("filters", i).at("typed_config");
      }
    }
    if (place == null) {
      throw at.at("filters").unserved("has no HttpConnectionManager; only HTTP is served");
    }
    for (int i = 0; i < chain.getFiltersCount(); i++) {
      Filter filter = chain.getFilters(i);
      if (!filter.getTypedConfig().is(HttpConnectionManager.class)) {
        unknown(filter, at.at("filters", i));
      }
    }
    return place;
  }

  /// A network filter beside the one that is carried out.
  static void unknown(Filter filter, Place at) {
    if (!IstioFilters.isLeftOut(filter.getName(), filter.getTypedConfig())) {
      at.unknown("the filter " + filter.getName() + " is not carried out");
    }
  }

  /// A chain has nothing beside its filters that is carried out.
  static void plainChain(FilterChain chain, Place at) {
    at.onlyKnows(
        chain,
        Set.of(
            "name", "filters", "metadata", "transport_socket", "transport_socket_connect_timeout"));
    if (chain.hasTransportSocket()) {
      throw at.at("transport_socket")
          .unserved("TLS is not served; terminate it before the gateway");
    }
  }

  private static HttpConnectionManager manager(FilterChain chain, Place at) {
    for (Filter filter : chain.getFiltersList()) {
      if (filter.getTypedConfig().is(HttpConnectionManager.class)) {
        return at.unpack(filter.getTypedConfig(), HttpConnectionManager.class);
      }
    }
    throw new IllegalStateException("a place without its filter: " + at.path());
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
