package io.limpet.xds.patch;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import io.limpet.model.istio.EnvoyFilter.ListenerMatch;
import io.limpet.model.istio.EnvoyFilter.Operation;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Why a patch of a listener, or of something in one, changed nothing.
final class UnmatchedListener {
  private final Resources resources;

  UnmatchedListener(Resources resources) {
    this.resources = resources;
  }

  String reason(ReadPatch patch) {
    if (patch.operation() == Operation.ADD && patch.applyTo() == ApplyTo.LISTENER) {
      return "a listener that is added needs a name";
    }
    List<Listener> listeners =
        resources.listeners().values().stream()
            .filter(each -> ListenerMatching.listener(patch, each))
            .toList();
    if (listeners.isEmpty()) {
      return noListener(patch);
    }
    if (patch.applyTo() == ApplyTo.LISTENER_FILTER) {
      return noListenerFilter(patch, listeners);
    }
    if (patch.operation() == Operation.ADD && patch.applyTo() == ApplyTo.FILTER_CHAIN) {
      return "a filter chain that is added needs filters";
    }
    List<FilterChain> chains =
        listeners.stream()
            .flatMap(each -> each.getFilterChainsList().stream())
            .filter(each -> ListenerMatching.chain(patch, each))
            .toList();
    return chains.isEmpty()
        ? "no filter chain there matches what filterChain asks for"
        : inChains(patch, chains);
  }

  private String noListener(ReadPatch patch) {
    if (resources.listeners().isEmpty()) {
      return "the gateway has no listener";
    }
    List<Integer> ports =
        resources.listeners().values().stream()
            .map(each -> each.getAddress().getSocketAddress().getPortValue())
            .toList();
    if (!(patch.patch().match().object() instanceof ListenerMatch match)) {
      return "the gateway has no such listener";
    }
    if (match.portNumber() == 0 || ports.contains(match.portNumber())) {
      return Reasons.noneCalled("listener", match.name(), resources.listeners().keySet());
    }
    return listensFor(match.portNumber())
        .map(
            port ->
                ("listeners are matched by the port they listen on, which is %d for the Gateway's"
                        + " %d; write portNumber: %d")
                    .formatted(port, match.portNumber(), port))
        .orElseGet(
            () -> "no listener has port " + match.portNumber() + "; there " + Reasons.list(ports));
  }

  /// The port listened on for a port of a Gateway's server.
  private Optional<Integer> listensFor(int serverPort) {
    return resources.routes().values().stream()
        .filter(each -> new RouteMatching(each).ports().contains(serverPort))
        .map(RouteConfiguration::getName)
        .filter(name -> name.startsWith("http."))
        .map(name -> Integer.valueOf(name.split("\\.", -1)[1]))
        .findFirst();
  }

  private static String noListenerFilter(ReadPatch patch, List<Listener> listeners) {
    String named = ListenerMatching.listenerFilter(patch);
    List<String> names =
        listeners.stream()
            .flatMap(each -> each.getListenerFiltersList().stream())
            .map(ListenerFilter::getName)
            .toList();
    return inList("listener filter", "listenerFilter", named == null ? "" : named, names);
  }

  private static String inChains(ReadPatch patch, List<FilterChain> chains) {
    String named = ListenerMatching.filter(patch);
    List<Filter> filters = chains.stream().flatMap(each -> each.getFiltersList().stream()).toList();
    List<String> names = filters.stream().map(Filter::getName).toList();
    if (patch.applyTo() != ApplyTo.HTTP_FILTER) {
      return inList("network filter", "filter", named == null ? "" : named, names);
    }
    if (named != null && !names.contains(named)) {
      return Reasons.noneCalled("network filter", named, names);
    }
    String sub = ListenerMatching.subFilter(patch);
    List<String> inside = filters.stream().flatMap(UnmatchedListener::httpFilters).toList();
    if (inside.isEmpty()) {
      return "no filter chain there carries HTTP";
    }
    if (sub != null && IstioFilters.has(sub)) {
      return sub + " is known to Istio's own build of Envoy only";
    }
    return inList("HTTP filter", "subFilter", sub == null ? "" : sub, inside);
  }

  private static String inList(String what, String field, String name, List<String> names) {
    if (name.isEmpty()) {
      return "it names no " + what + "; write match.listener…" + field;
    }
    return names.contains(name)
        ? "its value is of another type than the configuration of " + name
        : Reasons.noneCalled(what, name, names);
  }

  private static Stream<String> httpFilters(Filter filter) {
    if (!filter.getTypedConfig().is(HttpConnectionManager.class)) {
      return Stream.of();
    }
    try {
      return filter
          .getTypedConfig()
          .unpack(HttpConnectionManager.class)
          .getHttpFiltersList()
          .stream()
          .map(HttpFilter::getName);
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("an HTTP connection manager is none", unreadable);
    }
  }
}
