package io.limpet.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy.WeightedCluster;
import io.envoyproxy.envoy.type.v3.HashPolicy;
import io.limpet.mesh.Feature;
import io.limpet.mesh.FilterChain;
import io.limpet.mesh.MeshOptions;
import io.limpet.mesh.Reporting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What relays a connection's bytes (`core/networkfilter.go` in Istio's pilot).
final class TcpTranslator {
  private final MeshOptions options;

  TcpTranslator(MeshOptions options) {
    this.options = options;
  }

  /// In the order in which bytes pass them.
  List<Filter> filters(FilterChain.Tcp tcp, Reporting reporting) {
    List<Filter> filters = new ArrayList<>();
    if (tcp.mongo() && options.on(Feature.PILOT_ENABLE_MONGO_FILTER)) {
      MongoProxy counts = MongoProxy.newBuilder().setStatPrefix(tcp.statPrefix()).build();
      filters.add(filter("envoy.filters.network.mongo_proxy", counts));
    }
    if (tcp.lookup() != null) {
      filters.add(
          filter("envoy.filters.network.sni_dynamic_forward_proxy", Lookups.bySni(tcp.lookup())));
    }
    filters.add(
        filter(
            "envoy.filters.network.tcp_proxy",
            proxy(tcp, AccessLogTranslator.logs(options, reporting))));
    return filters;
  }

  private static Filter filter(String name, Message configuration) {
    return Filter.newBuilder().setName(name).setTypedConfig(Any.pack(configuration)).build();
  }

  private TcpProxy proxy(FilterChain.Tcp tcp, List<AccessLog> accessLogs) {
    TcpProxy.Builder message =
        TcpProxy.newBuilder().setStatPrefix(tcp.statPrefix()).addAllAccessLog(accessLogs);
    if (tcp.weighted()) {
      message.setWeightedClusters(shares(tcp.clusters()));
    } else {
      message.setCluster(tcp.clusters().getFirst().cluster());
    }
    if (tcp.hashesSourceIp()) {
      message.addHashPolicy(
          HashPolicy.newBuilder().setSourceIp(HashPolicy.SourceIp.getDefaultInstance()));
    }
    Optional.ofNullable(tcp.idleTimeout())
        .or(options.meshConfig().defaultConfig()::idleTimeout)
        .ifPresent(idle -> message.setIdleTimeout(Messages.duration(idle)));
    if (tcp.maximumConnectionDuration() != null) {
      message.setMaxDownstreamConnectionDuration(
          Messages.duration(tcp.maximumConnectionDuration()));
    }
    if (tcp.tunnel() != null) {
      message.setTunnelingConfig(
          TcpProxy.TunnelingConfig.newBuilder()
              .setHostname(tcp.tunnel().target())
              .setUsePost(tcp.tunnel().post()));
    }
    return message.build();
  }

  private static WeightedCluster shares(List<FilterChain.Share> shares) {
    WeightedCluster.Builder all = WeightedCluster.newBuilder();
    for (FilterChain.Share share : shares) {
      all.addClusters(
          WeightedCluster.ClusterWeight.newBuilder()
              .setName(share.cluster())
              .setWeight(share.weight()));
    }
    return all.build();
  }
}
