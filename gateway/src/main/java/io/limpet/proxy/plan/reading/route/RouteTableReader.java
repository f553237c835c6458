package io.limpet.proxy.plan.reading.route;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost.TlsRequirementType;
import io.limpet.proxy.plan.Mirror;
import io.limpet.proxy.plan.RouteTable;
import io.limpet.proxy.plan.VirtualHost;
import io.limpet.proxy.plan.VirtualHost.Entry;
import io.limpet.proxy.plan.VirtualHost.Tls;
import io.limpet.proxy.plan.VirtualHosts;
import io.limpet.proxy.plan.filter.HeaderEdits.HeaderEdit;
import io.limpet.proxy.plan.reading.fields.HeadText;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.filter.FilterScope;
import io.limpet.proxy.plan.reading.filter.HeaderEditReader;
import io.limpet.proxy.plan.reading.filter.HeaderEditReader.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// A route configuration, as a listener with given filters uses it.
public final class RouteTableReader {
  private static final Set<String> KNOWN =
      Set.of(
          "name",
          "virtual_hosts",
          "validate_clusters",
          "internal_only_headers",
          "max_direct_response_body_size_bytes",
          "ignore_port_in_host_matching",
          "request_headers_to_add",
          "request_headers_to_remove",
          "response_headers_to_add",
          "response_headers_to_remove",
          "most_specific_header_mutations_wins",
          "request_mirror_policies",
          "ignore_path_parameters_in_path_matching",
          "typed_per_filter_config",
          "metadata");

  private static final Set<String> KNOWN_OF_HOST =
      Set.of(
          "name",
          "domains",
          "routes",
          "require_tls",
          "request_headers_to_add",
          "request_headers_to_remove",
          "response_headers_to_add",
          "response_headers_to_remove",
          "typed_per_filter_config",
          "include_request_attempt_count",
          "include_attempt_count_in_response",
          "include_is_timeout_retry_header",
          "per_request_buffer_limit_bytes",
          "request_body_buffer_limit",
          "retry_policy",
          "request_mirror_policies",
          "metadata");

  /// `vhost_header`, which is newer than the classes of Envoy's API here.
  private static final int VHOST_HEADER = 18;

  private final RouteConfiguration configuration;
  private final Place place;
  private final Level edits;
  private final TableRules rules;
  private final FilterScope filters;

  private RouteTableReader(
      RouteConfiguration configuration, FilterScope filters, TableRules rules, Place place) {
    this.rules = rules;
    this.configuration = configuration;
    this.place = place;
    this.edits = HeaderEditReader.read(configuration, place);
    this.filters =
        filters.inside(
            configuration.getTypedPerFilterConfigMap(), place.at("typed_per_filter_config"));
  }

  public static RouteTable read(
      RouteConfiguration configuration, FilterScope filters, ClusterNames clusters, Place place) {
    place.onlyKnows(configuration, KNOWN, Set.of(VHOST_HEADER));
    TableRules rules = TableRules.read(configuration, clusters, place);
    return new RouteTableReader(configuration, filters, rules, place).read();
  }

  /// Empty where the host is matched.
  private String vhostHeader() {
    String header = "";
    for (ByteString each :
        configuration.getUnknownFields().getField(VHOST_HEADER).getLengthDelimitedList()) {
      header = each.toStringUtf8().toLowerCase(Locale.ROOT);
    }
    return header;
  }

  private RouteTable read() {
    Map<String, VirtualHost> byDomain = new HashMap<>();
    for (int i = 0; i < configuration.getVirtualHostsCount(); i++) {
      var message = configuration.getVirtualHosts(i);
      Place at = place.at("virtual_hosts", i);
      VirtualHost host = host(message, at);
      for (String domain : message.getDomainsList()) {
        String lower = VirtualHosts.lowerCase(HeadText.bytes(domain));
        if (byDomain.putIfAbsent(lower, host) != null) {
          throw at.at("domains").refused("\"" + domain + "\" is in two virtual hosts; keep one");
        }
      }
    }
    return new VirtualHosts(
        byDomain, vhostHeader(), configuration.getIgnorePortInHostMatching(), ofStrangers());
  }

  private List<HeaderEdit> ofStrangers() {
    List<String> names =
        HeaderEditReader.removed(
            configuration.getInternalOnlyHeadersList(), place, "internal_only_headers");
    return names.isEmpty() ? List.of() : List.of(new HeaderEdit(names, List.of()));
  }

  private VirtualHost host(io.envoyproxy.envoy.config.route.v3.VirtualHost message, Place at) {
    at.onlyKnows(message, KNOWN_OF_HOST);
    if (message.getName().isEmpty()) {
      throw at.at("name").refused("is required");
    }
    if (message.getDomainsCount() == 0) {
      throw at.at("domains").refused("must name at least one; \"*\" has all");
    }
    List<Mirror> mirrors =
        MirrorReader.read(
            message.getRequestMirrorPoliciesList(), rules.mirrors(), rules.clusters(), at);
    RouteReader reader =
        new RouteReader(
            message,
            filters.inside(message.getTypedPerFilterConfigMap(), at.at("typed_per_filter_config")),
            List.of(HeaderEditReader.read(message, at), edits),
            rules.mirrors(mirrors));
    List<Entry> entries = new ArrayList<>(message.getRoutesCount());
    for (int i = 0; i < message.getRoutesCount(); i++) {
      Place here = at.at("routes", i);
      reader.read(message.getRoutes(i), here).ifPresent(entries::add);
    }
    return new VirtualHost(message.getName(), tls(message.getRequireTls()), entries);
  }

  private static Tls tls(TlsRequirementType type) {
    return switch (type) {
      case NONE, UNRECOGNIZED -> Tls.OPTIONAL;
      case EXTERNAL_ONLY -> Tls.FOR_EXTERNAL;
      case ALL -> Tls.FOR_ALL;
    };
  }
}
