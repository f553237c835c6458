package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DnsLookupFamily;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.EdsClusterConfig;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.limpet.mesh.Cluster.Discovery;
import java.time.Duration;

/// Where a cluster's endpoints come from (`buildCluster` in Istio's `core/cluster_builder.go`).
final class DiscoveryTranslator {
  /// istiod's `PILOT_DNS_CARES_UDP_MAX_QUERIES`.
  private static final int MAXIMUM_UDP_QUERIES = 100;

  private static final TypedExtensionConfig RESOLVER =
      TypedExtensionConfig.newBuilder()
          .setName("envoy.network.dns_resolver.cares")
          .setTypedConfig(
              Any.pack(
                  CaresDnsResolverConfig.newBuilder()
                      .setUdpMaxQueries(UInt32Value.of(MAXIMUM_UDP_QUERIES))
                      .build()))
          .build();

  private DiscoveryTranslator() {}

  /// `jitter` is how far apart the questions for one name are.
  static void apply(Cluster.Builder message, io.limpet.mesh.Cluster cluster, Duration jitter) {
    switch (cluster.discovery()) {
      case Discovery.Endpoints() ->
          message
              .setType(DiscoveryType.EDS)
              .setEdsClusterConfig(
                  EdsClusterConfig.newBuilder()
                      .setEdsConfig(Messages.ADS)
                      .setServiceName(cluster.name()));
      case Discovery.OriginalDestination() -> message.setType(DiscoveryType.ORIGINAL_DST);
      case Discovery.Dns dns -> named(message, dns, jitter);
      case Discovery.Forward forward -> Lookups.apply(message, forward);
    }
  }

  @SuppressWarnings("deprecation") // istiod's fields, which every Envoy knows
  private static void named(Cluster.Builder message, Discovery.Dns dns, Duration jitter) {
    message
        .setType(dns.logical() ? DiscoveryType.LOGICAL_DNS : DiscoveryType.STRICT_DNS)
        .setDnsLookupFamily(DnsLookupFamily.V4_ONLY)
        .setDnsRefreshRate(Messages.duration(dns.refreshRate()))
        .setDnsJitter(Messages.duration(jitter))
        .setRespectDnsTtl(true)
        .setTypedDnsResolverConfig(RESOLVER)
        .setLoadAssignment(EndpointTranslator.assignment(dns.named()));
  }
}
