package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.istio.EnvoyFilter.ChainMatch;
import io.limpet.model.istio.EnvoyFilter.ClusterMatch;
import io.limpet.model.istio.EnvoyFilter.HostMatch;
import io.limpet.model.istio.EnvoyFilter.ListenerMatch;
import io.limpet.model.istio.EnvoyFilter.RouteConfigurationMatch;
import io.limpet.model.istio.EnvoyFilter.RouteKind;
import io.limpet.model.istio.EnvoyFilter.RouteMatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads which of Envoy's objects a patch is for. An unknown field makes the whole patch wrong.
final class EnvoyFilterMatchReader {
  private static final Map<String, RouteKind> ROUTE_KINDS =
      Fields.words(RouteKind.values(), RouteKind::name);

  private EnvoyFilterMatchReader() {}

  /// `portName` is in the API, and nobody has ever looked at it.
  static ListenerMatch listener(Fields listener) {
    listener.strict();
    listener.notCarriedOut("portName");
    return new ListenerMatch(
        listener.text("name"),
        listener.port("portNumber"),
        listener.text("listenerFilter"),
        listener.part("filterChain", EnvoyFilterMatchReader::chain));
  }

  private record Filter(String name, @Nullable String subFilter) {}

  private static ChainMatch chain(Fields chain) {
    chain.strict();
    String protocols = chain.text("applicationProtocols");
    Filter filter = chain.part("filter", EnvoyFilterMatchReader::filter);
    return new ChainMatch(
        chain.text("name"),
        chain.text("sni"),
        chain.text("transportProtocol"),
        protocols.isEmpty() ? List.of() : Arrays.asList(protocols.split(",", -1)),
        chain.port("destinationPort"),
        filter == null ? null : filter.name(),
        filter == null ? null : filter.subFilter());
  }

  private static Filter filter(Fields filter) {
    filter.strict();
    return new Filter(
        filter.requiredText("name"), filter.part("subFilter", EnvoyFilterMatchReader::subFilter));
  }

  private static String subFilter(Fields subFilter) {
    subFilter.strict();
    return subFilter.requiredText("name");
  }

  static RouteConfigurationMatch routes(Fields routes) {
    routes.strict();
    return new RouteConfigurationMatch(
        routes.text("name"),
        routes.port("portNumber"),
        routes.text("portName"),
        routes.text("gateway"),
        routes.part("vhost", EnvoyFilterMatchReader::host));
  }

  private static HostMatch host(Fields host) {
    host.strict();
    return new HostMatch(
        host.text("name"),
        host.text("domainName"),
        host.part("route", EnvoyFilterMatchReader::route));
  }

  private static RouteMatch route(Fields route) {
    route.strict();
    return new RouteMatch(route.text("name"), route.word("action", ROUTE_KINDS, RouteKind.ANY));
  }

  static ClusterMatch cluster(Fields cluster) {
    cluster.strict();
    return new ClusterMatch(
        cluster.text("name"),
        cluster.text("service"),
        cluster.text("subset"),
        cluster.port("portNumber"));
  }
}
