package io.limpet.proxy.plan.reading.listener;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.limpet.proxy.plan.AccessLogPlan;
import io.limpet.proxy.plan.ChainMatch;
import io.limpet.proxy.plan.Inspection;
import io.limpet.proxy.plan.ListenerPlan;
import io.limpet.proxy.plan.QuicPlan;
import io.limpet.proxy.plan.reading.fields.BufferBytes;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.SocketAddresses;
import io.limpet.proxy.plan.reading.format.AccessLogReader;
import io.limpet.proxy.plan.reading.protocol.QuicReader;
import io.limpet.proxy.plan.reading.transport.SecretLookup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A listener, but for its routes: those may change while it stays. `otherwise` is the chain that
/// takes what none of the others is for.
record ListenerReader(
    String name,
    InetSocketAddress address,
    @Nullable QuicPlan quic,
    Inspection inspection,
    ListenerPlan.Connections connections,
    List<AccessLogPlan> accessLogs,
    List<FilterChainReader> chains,
    @Nullable FilterChainReader otherwise) {
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
          "bypass_overload_manager",
          "per_connection_buffer_limit_bytes",
          "bind_to_port",
          "udp_listener_config");

  static ListenerReader read(Listener listener, SecretLookup secrets, Place place) {
    known(listener, place);
    @Nullable QuicPlan quic = QuicReader.read(listener, place);
    boolean outbound = listener.getTrafficDirection() == TrafficDirection.OUTBOUND;
    List<FilterChainReader> chains = new ArrayList<>();
    for (int i = 0; i < listener.getFilterChainsCount(); i++) {
      chains.add(
          FilterChainReader.read(
              listener.getFilterChains(i),
              quic != null,
              outbound,
              secrets,
              place.at("filter_chains", i)));
    }
    @Nullable FilterChainReader otherwise =
        listener.hasDefaultFilterChain()
            ? FilterChainReader.read(
                listener.getDefaultFilterChain(),
                quic != null,
                outbound,
                secrets,
                place.at("default_filter_chain"))
            : null;
    if (chains.isEmpty() && otherwise == null) {
      throw place.at("filter_chains").refused("must have at least one filter chain");
    }
    checkDifferent(chains, place);
    boolean asked =
        quic == null && chains.stream().anyMatch(each -> each.plan().match().needsInspection());
    return new ListenerReader(
        listener.getName(),
        address(listener.getAddress().getSocketAddress(), place.at("address")),
        quic,
        InspectionReader.read(listener, asked, place),
        connections(listener, place),
        accessLogs(listener, quic != null, place),
        List.copyOf(chains),
        otherwise);
  }

  /// Envoy: listener_impl.cc, `connection_limit`.
  private static ListenerPlan.Connections connections(Listener listener, Place place) {
    String key = "envoy.resource_limits.listener." + listener.getName() + ".connection_limit";
    return new ListenerPlan.Connections(
        place.runtime().integer(key, 0),
        listener.getIgnoreGlobalConnLimit(),
        listener.getBypassOverloadManager(),
        BufferBytes.read(listener.getPerConnectionBufferLimitBytes()));
  }

  /// Envoy: filter_chain_manager_impl.cc, `addFilterChains`.
  private static void checkDifferent(List<FilterChainReader> chains, Place place) {
    Map<ChainMatch, Integer> first = new HashMap<>();
    for (int i = 0; i < chains.size(); i++) {
      @Nullable Integer before = first.putIfAbsent(chains.get(i).plan().match(), i);
      if (before != null) {
        throw place
            .at("filter_chains", i)
            .at("filter_chain_match")
            .refused(
                "has the same matching rules defined as filter_chains[%d]; make them differ"
                    .formatted(before));
      }
    }
  }

  /// What a listener says besides its chains of filters.
  private static void known(Listener listener, Place place) {
    place.onlyKnows(listener, KNOWN);
    if (listener.hasBindToPort() && !listener.getBindToPort().getValue()) {
      throw place.at("bind_to_port").unserved("only listeners with a port of their own are served");
    }
  }

  private static List<AccessLogPlan> accessLogs(Listener listener, boolean quic, Place place) {
    if (!quic) {
      return AccessLogReader.read(listener.getAccessLogList(), place);
    }
    for (int i = 0; i < listener.getAccessLogCount(); i++) {
      if (!onlyWithoutChain(listener.getAccessLog(i))) {
        place
            .at("access_log", i)
            .ignored(
                "connections of QUIC are not logged; log requests in the HttpConnectionManager");
      }
    }
    return List.of();
  }

  /// Istio's gateways log the connections for which no chain of filters is found.
  private static boolean onlyWithoutChain(AccessLog log) {
    return log.getFilter().getResponseFlagFilter().getFlagsList().equals(List.of("NR"));
  }

  static InetSocketAddress address(SocketAddress address, Place at) {
    at.at("socket_address").onlyKnows(address, SocketAddresses.KNOWN);
    if (address.getAddress().isEmpty()) {
      throw at.refused("needs a socket_address to listen on");
    }
    try {
      return new InetSocketAddress(
          InetAddress.ofLiteral(address.getAddress()), address.getPortValue());
    } catch (IllegalArgumentException e) {
      throw at.refused("\"" + address.getAddress() + "\" is no IP address to listen on");
    }
  }
}
