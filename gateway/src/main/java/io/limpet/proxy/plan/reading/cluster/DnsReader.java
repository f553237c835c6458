package io.limpet.proxy.plan.reading.cluster;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CustomClusterType;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.clusters.common.dns.v3.DnsLookupFamily;
import io.envoyproxy.envoy.extensions.clusters.dns.v3.DnsCluster;
import io.limpet.proxy.plan.DnsPlan;
import io.limpet.proxy.plan.DnsPlan.Family;
import io.limpet.proxy.plan.DnsPlan.Kind;
import io.limpet.proxy.plan.DnsPlan.Refresh;
import io.limpet.proxy.plan.reading.fields.DurationFields;
import io.limpet.proxy.plan.reading.fields.Place;
import io.limpet.proxy.plan.reading.fields.Refused;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a cluster says of looking up its endpoints' names: in fields of its own, or in a
/// `cluster_type` (strict_dns_cluster.cc, logical_dns_cluster.cc, dns_cluster_factory.cc).
public final class DnsReader {
  private static final long DEFAULT_REFRESH_MILLIS = 5_000;

  private static final Set<String> TYPED =
      Set.of(
          "dns_refresh_rate",
          "dns_failure_refresh_rate",
          "respect_dns_ttl",
          "dns_jitter",
          "typed_dns_resolver_config",
          "dns_lookup_family",
          "all_addresses_in_single_endpoint");

  private final Cluster cluster;
  private final Place place;

  private DnsReader(Cluster cluster, Place place) {
    this.cluster = cluster;
    this.place = place;
  }

  /// Whether the cluster's endpoints are looked up.
  public static boolean isOf(Cluster cluster) {
    return of(cluster) != null;
  }

  /// The plan of a cluster that is looked up; null where it is of another type, or where its
  /// configuration is refused, which the building of the plan reports.
  public static @Nullable DnsPlan of(Cluster cluster) {
    Place nowhere = Place.of("Cluster", cluster.getName(), new ArrayList<>());
    try {
      return read(cluster, nowhere);
    } catch (Refused refused) {
      return null;
    }
  }

  /// Null where the cluster is of another type.
  static @Nullable DnsPlan read(Cluster cluster, Place place) {
    DnsReader reader = new DnsReader(cluster, place);
    @Nullable DnsPlan plan = cluster.hasClusterType() ? reader.custom() : reader.byType();
    if (plan != null) {
      reader.checkEndpoints(plan.kind());
    }
    return plan;
  }

  private @Nullable DnsPlan byType() {
    return switch (cluster.getType()) {
      case STRICT_DNS -> inFields(Kind.STRICT);
      case LOGICAL_DNS -> inFields(Kind.LOGICAL);
      case STATIC, EDS, ORIGINAL_DST, UNRECOGNIZED -> null;
    };
  }

  private @Nullable DnsPlan custom() {
    CustomClusterType type = cluster.getClusterType();
    Place at = place.at("cluster_type");
    if (type.getTypedConfig().is(DnsCluster.class)) {
      Place config = at.at("typed_config");
      return typed(config.unpack(type.getTypedConfig(), DnsCluster.class), config);
    }
    return switch (type.getName()) {
      case "envoy.cluster.strict_dns" -> inFields(Kind.STRICT);
      case "envoy.cluster.logical_dns" -> inFields(Kind.LOGICAL);
      default -> null;
    };
  }

  private DnsPlan typed(DnsCluster dns, Place at) {
    at.onlyKnows(dns, TYPED);
    Kind kind = dns.getAllAddressesInSingleEndpoint() ? Kind.LOGICAL : Kind.STRICT;
    @Nullable TypedExtensionConfig resolver =
        dns.hasTypedDnsResolverConfig() ? dns.getTypedDnsResolverConfig() : null;
    return new DnsPlan(
        kind,
        family(dns.getDnsLookupFamily()),
        refresh(dns, dns.getRespectDnsTtl(), at),
        DnsResolverReader.read(resolver, cluster, at));
  }

  @SuppressWarnings("deprecation") // the older form of a cluster has it
  private DnsPlan inFields(Kind kind) {
    @Nullable TypedExtensionConfig resolver =
        cluster.hasTypedDnsResolverConfig() ? cluster.getTypedDnsResolverConfig() : null;
    return new DnsPlan(
        kind,
        family(cluster.getDnsLookupFamily()),
        refresh(cluster, cluster.getRespectDnsTtl(), place),
        DnsResolverReader.read(resolver, cluster, place));
  }

  /// Both messages have the same fields.
  private static Refresh refresh(Message message, boolean ttl, Place at) {
    long usual = aboveOneMilli(message, "dns_refresh_rate", DEFAULT_REFRESH_MILLIS, at);
    long jitter = DurationFields.notNegative(at, message, "dns_jitter", 0);
    var field = message.getDescriptorForType().findFieldByName("dns_failure_refresh_rate");
    if (!message.hasField(field)) {
      return new Refresh(usual, 0, 0, jitter, ttl);
    }
    Message failure = (Message) message.getField(field);
    Place there = at.at("dns_failure_refresh_rate");
    there.onlyKnows(failure, Set.of("base_interval", "max_interval"));
    long base = aboveOneMilli(failure, "base_interval", 0, there);
    if (base == 0) {
      throw there.at("base_interval").refused("is missing; give a time such as 1s");
    }
    long max = aboveOneMilli(failure, "max_interval", base * 10, there);
    if (max < base) {
      throw there.at("max_interval").refused("must not be shorter than base_interval");
    }
    return new Refresh(usual, base, max, jitter, ttl);
  }

  private static long aboveOneMilli(Message message, String name, long otherwise, Place at) {
    long millis = DurationFields.positive(at, message, name, otherwise);
    if (millis == 1) {
      throw at.at(name).refused("must be longer than 1 ms");
    }
    return millis;
  }

  private static Family family(Cluster.DnsLookupFamily family) {
    return switch (family) {
      case AUTO, UNRECOGNIZED -> Family.AUTO;
      case V4_ONLY -> Family.V4_ONLY;
      case V6_ONLY -> Family.V6_ONLY;
      case V4_PREFERRED -> Family.V4_PREFERRED;
      case ALL -> Family.ALL;
    };
  }

  private static Family family(DnsLookupFamily family) {
    return switch (family) {
      case UNSPECIFIED, AUTO, UNRECOGNIZED -> Family.AUTO;
      case V4_ONLY -> Family.V4_ONLY;
      case V6_ONLY -> Family.V6_ONLY;
      case V4_PREFERRED -> Family.V4_PREFERRED;
      case ALL -> Family.ALL;
    };
  }

  private void checkEndpoints(Kind kind) {
    var groups = cluster.getLoadAssignment().getEndpointsList();
    if (kind == Kind.LOGICAL
        && (groups.size() != 1 || groups.getFirst().getLbEndpointsCount() != 1)) {
      throw place
          .at("load_assignment")
          .refused("LOGICAL_DNS has exactly one endpoint; use STRICT_DNS for several");
    }
    for (int i = 0; i < groups.size(); i++) {
      Place group = place.at("load_assignment.endpoints", i);
      for (int j = 0; j < groups.get(i).getLbEndpointsCount(); j++) {
        var address = groups.get(i).getLbEndpoints(j).getEndpoint().getAddress().getSocketAddress();
        Place at = group.at("lb_endpoints", j).at("endpoint.address.socket_address");
        if (address.getAddress().isEmpty()) {
          throw at.at("address").refused("is missing; give a name or an IP address");
        }
        if (!address.getResolverName().isEmpty()) {
          throw at.at("resolver_name").refused("must not be set in a cluster looked up by DNS");
        }
      }
    }
  }
}
