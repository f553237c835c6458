package io.limpet.xds.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.ConfigSource.ConfigSourceSpecifierCase;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.limpet.xds.resources.SdsSecrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a cluster or a listener needs before it serves: the endpoints or the routes of a name, from
/// a source, waited for until a limit is over. And the secrets that it names, which nothing waits
/// for: the proxy does not speak TLS.
record Dependency(ResourceType type, String name, ConfigSource source) {
  private static final Duration USUAL_LIMIT = Duration.ofSeconds(15);

  static List<Dependency> of(Message resource) {
    return switch (resource) {
      case Cluster cluster -> of(cluster);
      case Listener listener -> of(listener);
      default -> List.of();
    };
  }

  private static List<Dependency> of(Cluster cluster) {
    List<Dependency> found = new ArrayList<>();
    if (!cluster.hasClusterType() && cluster.getType() == DiscoveryType.EDS) {
      var config = cluster.getEdsClusterConfig();
      String name = config.getServiceName().isEmpty() ? cluster.getName() : config.getServiceName();
      found.add(new Dependency(ResourceType.ENDPOINTS, name, config.getEdsConfig()));
    }
    secrets(SdsSecrets.of(cluster), found);
    return found;
  }

  private static List<Dependency> of(Listener listener) {
    List<FilterChain> chains = new ArrayList<>(listener.getFilterChainsList());
    chains.add(listener.getDefaultFilterChain());
    List<Dependency> found = new ArrayList<>();
    secrets(SdsSecrets.of(listener), found);
    for (FilterChain chain : chains) {
      for (Filter filter : chain.getFiltersList()) {
        routes(filter.getTypedConfig(), found);
      }
    }
    return found;
  }

  /// Istiod's `kubernetes://NAME` are asked for by ADS. Those of Istio's agent (`default`,
  /// `ROOTCA`) come from a socket of its own, which is not there.
  private static void secrets(List<SdsSecretConfig> named, List<Dependency> found) {
    named.stream()
        .filter(each -> !each.getName().isEmpty())
        .map(each -> new Dependency(ResourceType.SECRETS, each.getName(), each.getSdsConfig()))
        .filter(Dependency::isByAds)
        .forEach(found::add);
  }

  private static void routes(Any filter, List<Dependency> found) {
    if (!filter.is(HttpConnectionManager.class)) {
      return;
    }
    try {
      HttpConnectionManager manager = filter.unpack(HttpConnectionManager.class);
      if (manager.hasRds()) {
        Rds rds = manager.getRds();
        found.add(
            new Dependency(ResourceType.ROUTES, rds.getRouteConfigName(), rds.getConfigSource()));
      }
    } catch (InvalidProtocolBufferException broken) {
      // Whoever carries the listener out refuses it for that.
      return;
    }
  }

  boolean isWaitedFor() {
    return type != ResourceType.SECRETS;
  }

  boolean isByAds() {
    return source.getConfigSourceSpecifierCase() == ConfigSourceSpecifierCase.ADS
        || source.getConfigSourceSpecifierCase() == ConfigSourceSpecifierCase.SELF;
  }

  /// Zero: for ever.
  Duration limit() {
    return limit(source);
  }

  static Duration limit(ConfigSource source) {
    return source.hasInitialFetchTimeout()
        ? Duration.ofSeconds(
            source.getInitialFetchTimeout().getSeconds(),
            source.getInitialFetchTimeout().getNanos())
        : USUAL_LIMIT;
  }
}
