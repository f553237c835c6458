package io.limpet.xds.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What one resource of a bootstrap says of another: names that must be there, or must not be there
/// twice. Envoy refuses to start for each of these.
final class References {
  private final Bootstrap bootstrap;
  private final BiConsumer<String, String> tell;
  private final Set<String> clusters = new HashSet<>();

  private References(Bootstrap bootstrap, BiConsumer<String, String> tell) {
    this.bootstrap = bootstrap;
    this.tell = tell;
  }

  static void check(Bootstrap bootstrap, BiConsumer<String, String> tell) {
    new References(bootstrap, tell).check();
  }

  private void check() {
    for (int i = 0; i < bootstrap.getStaticResources().getClustersCount(); i++) {
      cluster(
          bootstrap.getStaticResources().getClusters(i), "static_resources.clusters[" + i + "]");
    }
    manager();
    ads();
    Map<String, String> addresses = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < bootstrap.getStaticResources().getListenersCount(); i++) {
      Listener listener = bootstrap.getStaticResources().getListeners(i);
      String path = "static_resources.listeners[" + i + "]";
      name(listener, path, names);
      address(listener, path, addresses);
      chains(listener, path);
    }
  }

  private void cluster(Cluster cluster, String path) {
    if (!clusters.add(cluster.getName())) {
      tell.accept(path + ".name", "there is already a cluster " + cluster.getName());
    }
    boolean discovered = !cluster.hasClusterType() && cluster.getType() == DiscoveryType.EDS;
    if (discovered && !cluster.getEdsClusterConfig().hasEdsConfig()) {
      tell.accept(path + ".eds_cluster_config", "an EDS cluster needs an eds_config");
    }
    if (discovered && cluster.hasLoadAssignment()) {
      tell.accept(path + ".load_assignment", "an EDS cluster gets its endpoints from eds_config");
    }
    boolean byAds =
        cluster.getEdsClusterConfig().getEdsConfig().hasAds()
            && !bootstrap.getDynamicResources().hasAdsConfig();
    if (discovered && byAds) {
      tell.accept(
          path + ".eds_cluster_config.eds_config.ads", "needs dynamic_resources.ads_config");
    }
  }

  private void manager() {
    String local = bootstrap.getClusterManager().getLocalClusterName();
    if (!local.isEmpty() && !clusters.contains(local)) {
      tell.accept("cluster_manager.local_cluster_name", unknown(local));
    }
  }

  private static String unknown(String cluster) {
    return "there is no cluster " + cluster + " in static_resources.clusters";
  }

  private void ads() {
    var dynamic = bootstrap.getDynamicResources();
    String path = "dynamic_resources.ads_config";
    for (int i = 0; i < dynamic.getAdsConfig().getGrpcServicesCount(); i++) {
      GrpcService service = dynamic.getAdsConfig().getGrpcServices(i);
      String name = service.getEnvoyGrpc().getClusterName();
      if (service.hasEnvoyGrpc() && !clusters.contains(name)) {
        tell.accept(path + ".grpc_services[" + i + "].envoy_grpc.cluster_name", unknown(name));
      }
    }
    boolean wanted = dynamic.getCdsConfig().hasAds() || dynamic.getLdsConfig().hasAds();
    if (wanted && !dynamic.hasAdsConfig()) {
      tell.accept(path, "is needed, since cds_config or lds_config is ads");
    } else if (dynamic.hasAdsConfig() && dynamic.getAdsConfig().getGrpcServicesCount() == 0) {
      tell.accept(path + ".grpc_services", "must say where the control plane is");
    }
  }

  private void name(Listener listener, String path, Map<String, String> names) {
    @Nullable String before = names.putIfAbsent(listener.getName(), path);
    if (before != null && !listener.getName().isEmpty()) {
      tell.accept(path + ".name", "%s has this name already".formatted(before));
    }
  }

  private void address(Listener listener, String path, Map<String, String> addresses) {
    SocketAddress address = listener.getAddress().getSocketAddress();
    String text = address.getAddress() + ":" + address.getPortValue();
    @Nullable String before = addresses.putIfAbsent(text, path);
    if (before != null && address.getPortValue() != 0) {
      tell.accept(path + ".address", "%s listens on %s already".formatted(before, text));
    }
  }

  private void chains(Listener listener, String path) {
    for (int i = 0; i < listener.getFilterChainsCount(); i++) {
      chain(listener.getFilterChains(i), path + ".filter_chains[" + i + "]");
    }
    chain(listener.getDefaultFilterChain(), path + ".default_filter_chain");
  }

  private void chain(FilterChain chain, String path) {
    for (int i = 0; i < chain.getFiltersCount(); i++) {
      Any config = chain.getFilters(i).getTypedConfig();
      if (config.is(HttpConnectionManager.class)) {
        manager(config, path + ".filters[" + i + "].typed_config");
      }
    }
  }

  private void manager(Any config, String path) {
    try {
      HttpConnectionManager manager = config.unpack(HttpConnectionManager.class);
      if (manager.hasRouteConfig()) {
        routes(manager.getRouteConfig(), path + ".route_config");
      }
      boolean byAds = manager.getRds().getConfigSource().hasAds();
      if (byAds && !bootstrap.getDynamicResources().hasAdsConfig()) {
        tell.accept(path + ".rds.config_source.ads", "needs dynamic_resources.ads_config");
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("packed by ourselves", broken);
    }
  }

  /// Only where the routes do not say that nobody should look (route.proto, `validate_clusters`).
  private void routes(RouteConfiguration routes, String path) {
    if (routes.hasValidateClusters() && !routes.getValidateClusters().getValue()) {
      return;
    }
    for (int i = 0; i < routes.getVirtualHostsCount(); i++) {
      VirtualHost host = routes.getVirtualHosts(i);
      for (int j = 0; j < host.getRoutesCount(); j++) {
        String at = path + ".virtual_hosts[" + i + "].routes[" + j + "].route";
        action(host.getRoutes(j).getRoute(), at);
      }
    }
  }

  private void action(RouteAction action, String path) {
    if (action.hasCluster()) {
      known(action.getCluster(), path + ".cluster");
    }
    for (int i = 0; i < action.getWeightedClusters().getClustersCount(); i++) {
      String name = action.getWeightedClusters().getClusters(i).getName();
      known(name, path + ".weighted_clusters.clusters[" + i + "].name");
    }
    for (int i = 0; i < action.getRequestMirrorPoliciesCount(); i++) {
      String name = action.getRequestMirrorPolicies(i).getCluster();
      known(name, path + ".request_mirror_policies[" + i + "].cluster");
    }
  }

  private void known(String cluster, String path) {
    if (!cluster.isEmpty() && !clusters.contains(cluster)) {
      tell.accept(path, unknown(cluster));
    }
  }
}
