package io.limpet.proxy.plan.reading.listener;

import com.google.protobuf.Any;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.core.v3.ProxyProtocolConfig;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilterChainMatchPredicate;
import io.envoyproxy.envoy.extensions.filters.listener.http_inspector.v3.HttpInspector;
import io.envoyproxy.envoy.extensions.filters.listener.original_dst.v3.OriginalDst;
import io.envoyproxy.envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol;
import io.envoyproxy.envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector;
import io.limpet.proxy.plan.Inspection;
import io.limpet.proxy.plan.Inspection.ProxyHeader;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.transport.TlvTypesReader;
import io.limpet.proxy.plan.transport.TlvTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a listener looks at before it chooses a chain: its listener filters.
final class InspectionReader {
  private InspectionReader() {}

  /// `asked`: a chain's match asks for what only the inspector of TLS tells; Envoy puts one there
  /// then, if there is none (listener_impl.cc, buildFilterChains).
  static Inspection read(Listener listener, boolean asked, Place place) {
    @Nullable ProxyHeader header = null;
    boolean tls = asked && !hasTlsInspector(listener);
    boolean http = false;
    for (int i = 0; i < listener.getListenerFiltersCount(); i++) {
      ListenerFilter filter = listener.getListenerFilters(i);
      Place at = place.at("listener_filters", i);
      at.onlyKnows(filter, Set.of("name", "typed_config", "filter_disabled"));
      boolean on = !isDisabled(filter, at);
      Any config = filter.getTypedConfig();
      if (config.is(TlsInspector.class)) {
        at.at("typed_config")
            .onlyKnows(at.unpack(config, TlsInspector.class), Set.of("initial_read_buffer_size"));
        tls |= on;
      } else if (config.is(HttpInspector.class)) {
        at.at("typed_config").onlyKnows(at.unpack(config, HttpInspector.class), Set.of());
        http |= on;
      } else if (config.is(ProxyProtocol.class)) {
        Place here = at.at("typed_config");
        ProxyHeader read = proxyHeader(here.unpack(config, ProxyProtocol.class), here);
        header = on ? read : header;
      } else if (!config.is(OriginalDst.class)) {
        // Where a connection was meant to go is asked by clusters of a type that is refused.
        at.unknown("the listener filter " + filter.getName() + " is not carried out");
      }
    }
    return new Inspection(
        header,
        tls,
        http,
        listener.hasListenerFiltersTimeout()
            ? Durations.toMillis(listener.getListenerFiltersTimeout())
            : Inspection.USUAL_MILLIS,
        listener.getContinueOnListenerFiltersTimeout());
  }

  /// One that is disabled counts: it was written not to look.
  private static boolean hasTlsInspector(Listener listener) {
    return listener.getListenerFiltersList().stream()
        .anyMatch(each -> each.getTypedConfig().is(TlsInspector.class));
  }

  private static boolean isDisabled(ListenerFilter filter, Place at) {
    return filter.hasFilterDisabled()
        && holds(filter.getFilterDisabled(), at.at("filter_disabled"));
  }

  /// Envoy: listener/v3/listener_components.proto, ListenerFilterChainMatchPredicate. Ports are
  /// for listeners that take connections which were meant to go elsewhere; there are none here.
  private static boolean holds(ListenerFilterChainMatchPredicate rule, Place at) {
    return switch (rule.getRuleCase()) {
      case ANY_MATCH -> rule.getAnyMatch();
      case NOT_MATCH -> !holds(rule.getNotMatch(), at.at("not_match"));
      case OR_MATCH -> held(rule.getOrMatch(), at.at("or_match")).contains(true);
      case AND_MATCH -> !held(rule.getAndMatch(), at.at("and_match")).contains(false);
      case DESTINATION_PORT_RANGE ->
          throw at.at("destination_port_range")
              .unserved("is not carried out; leave the filter out of the listeners without it");
      case RULE_NOT_SET -> throw at.refused("says nothing; give it a rule, such as any_match");
    };
  }

  private static List<Boolean> held(ListenerFilterChainMatchPredicate.MatchSet set, Place at) {
    List<Boolean> held = new ArrayList<>();
    for (int i = 0; i < set.getRulesCount(); i++) {
      held.add(holds(set.getRules(i), at.at("rules", i)));
    }
    return held;
  }

  /// `rules` are for metadata that nobody here asks for.
  private static ProxyHeader proxyHeader(ProxyProtocol message, Place at) {
    at.onlyKnows(
        message,
        Set.of(
            "allow_requests_without_proxy_protocol",
            "disallowed_versions",
            "pass_through_tlvs",
            "stat_prefix"));
    return new ProxyHeader(
        message.getAllowRequestsWithoutProxyProtocol(),
        !message.getDisallowedVersionsList().contains(ProxyProtocolConfig.Version.V1),
        !message.getDisallowedVersionsList().contains(ProxyProtocolConfig.Version.V2),
        message.hasPassThroughTlvs()
            ? TlvTypesReader.read(message.getPassThroughTlvs(), at.at("pass_through_tlvs"))
            : TlvTypes.NONE);
  }
}
