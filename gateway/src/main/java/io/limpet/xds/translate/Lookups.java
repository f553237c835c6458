package io.limpet.xds.translate;

import com.google.protobuf.Any;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CustomClusterType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DnsLookupFamily;
import io.envoyproxy.envoy.config.core.v3.UpstreamHttpProtocolOptions;
import io.envoyproxy.envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig;
import io.envoyproxy.envoy.extensions.common.dynamic_forward_proxy.v3.DnsCacheConfig;
import io.envoyproxy.envoy.extensions.filters.network.sni_dynamic_forward_proxy.v3.FilterConfig;
import io.limpet.mesh.Cluster.Discovery;
import io.limpet.mesh.FilterChain;

/// Hosts that are looked up when a request or a connection names them (`buildDFPCluster` in Istio's
/// pilot). All that share a cache must say the same of it.
final class Lookups {
  private Lookups() {}

  static void apply(Cluster.Builder message, Discovery.Forward forward) {
    message.setClusterType(
        CustomClusterType.newBuilder()
            .setName("envoy.clusters.dynamic_forward_proxy")
            .setTypedConfig(
                Any.pack(
                    ClusterConfig.newBuilder()
                        .setDnsCacheConfig(cache(forward.cache()))
                        .setAllowInsecureClusterOptions(forward.unverified())
                        .build())));
  }

  /// Envoy takes no such cluster whose options of HTTP do not verify the host.
  static UpstreamHttpProtocolOptions verified(Discovery.Forward forward) {
    return UpstreamHttpProtocolOptions.newBuilder()
        .setAutoSni(true)
        .setAutoSanValidation(!forward.unverified())
        .build();
  }

  /// What looks up the host that a connection's TLS asks for.
  static FilterConfig bySni(FilterChain.Lookup lookup) {
    return FilterConfig.newBuilder()
        .setDnsCacheConfig(cache(lookup.cache()))
        .setPortValue(lookup.port())
        .build();
  }

  private static DnsCacheConfig cache(String name) {
    return DnsCacheConfig.newBuilder()
        .setName(name)
        .setDnsLookupFamily(DnsLookupFamily.V4_ONLY)
        .build();
  }
}
