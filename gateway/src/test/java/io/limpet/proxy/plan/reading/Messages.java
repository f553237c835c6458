package io.limpet.proxy.plan.reading;

import com.google.protobuf.Any;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.CommonLbConfig;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.DiscoveryType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster.LbPolicy;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.http.stateful_session.header.v3.HeaderBasedSessionState;
import io.envoyproxy.envoy.type.http.v3.Cookie;
import io.envoyproxy.envoy.type.v3.Percent;
import io.limpet.protos.v1.ClusterExtension;
import io.limpet.proxy.plan.ClusterPlan;
import io.limpet.xds.resources.Resources;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Envoy's messages, as short as tests want them.
public final class Messages {
  public static final String SESSION_FILTER = "envoy.filters.http.stateful_session";

  private Messages() {}

  /// A cluster whose endpoints come apart, and that never panics, as Istio writes it.
  public static Cluster.Builder cluster(String name, LbPolicy policy) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(DiscoveryType.EDS)
        .setLbPolicy(policy)
        .setCommonLbConfig(
            CommonLbConfig.newBuilder().setHealthyPanicThreshold(Percent.getDefaultInstance()));
  }

  public static LbEndpoint.Builder endpoint(String ip, int port) {
    return LbEndpoint.newBuilder()
        .setEndpoint(
            io.envoyproxy.envoy.config.endpoint.v3.Endpoint.newBuilder()
                .setAddress(address(ip, port)));
  }

  public static LbEndpoint.Builder endpoint(String ip, int port, int weight) {
    return endpoint(ip, port).setLoadBalancingWeight(UInt32Value.of(weight));
  }

  public static LbEndpoint.Builder endpoint(String ip, int port, HealthStatus status) {
    return endpoint(ip, port).setHealthStatus(status);
  }

  public static LbEndpoint.Builder keyed(String ip, int port, String hashKey) {
    return endpoint(ip, port).setMetadata(metadata("envoy.lb", "hash_key", string(hashKey)));
  }

  /// What our own proxy is told beyond Envoy's API.
  public static Metadata limpet(ClusterExtension.Builder balancing) {
    return Metadata.newBuilder()
        .putTypedFilterMetadata("limpet", Any.pack(balancing.build()))
        .build();
  }

  public static Metadata metadata(String filter, String key, Value value) {
    Struct struct = Struct.newBuilder().putFields(key, value).build();
    return Metadata.newBuilder().putFilterMetadata(filter, struct).build();
  }

  public static Value string(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  public static Value yes() {
    return Value.newBuilder().setBoolValue(true).build();
  }

  public static Address address(String ip, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(ip).setPortValue(port))
        .build();
  }

  public static LocalityLbEndpoints.Builder locality(String zone, LbEndpoint.Builder... endpoints) {
    LocalityLbEndpoints.Builder group =
        LocalityLbEndpoints.newBuilder().setLocality(Locality.newBuilder().setZone(zone));
    for (LbEndpoint.Builder endpoint : endpoints) {
      group.addLbEndpoints(endpoint);
    }
    return group;
  }

  public static ClusterLoadAssignment assignment(String name, LbEndpoint.Builder... endpoints) {
    return assignment(name, locality("", endpoints));
  }

  public static ClusterLoadAssignment assignment(
      String name, LocalityLbEndpoints.Builder... localities) {
    ClusterLoadAssignment.Builder message = ClusterLoadAssignment.newBuilder().setClusterName(name);
    for (LocalityLbEndpoints.Builder locality : localities) {
      message.addEndpoints(locality);
    }
    return message.build();
  }

  /// A listener with a session filter that waits for routes to configure it.
  public static Listener listener(String name, int port, String routeName) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(name)
            .setRds(Rds.newBuilder().setRouteConfigName(routeName))
            .addHttpFilters(filter(SESSION_FILTER, StatefulSession.getDefaultInstance()))
            .addHttpFilters(filter("envoy.filters.http.router", Router.getDefaultInstance()))
            .build();
    return listener(name, port, manager);
  }

  public static Listener listener(String name, int port, HttpConnectionManager manager) {
    Filter.Builder filter =
        Filter.newBuilder()
            .setName("envoy.filters.network.http_connection_manager")
            .setTypedConfig(Any.pack(manager));
    return Listener.newBuilder()
        .setName(name)
        .setAddress(address("127.0.0.1", port))
        .addFilterChains(FilterChain.newBuilder().addFilters(filter))
        .build();
  }

  public static HttpFilter filter(String name, com.google.protobuf.Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }

  public static Any headerSession(String header) {
    HeaderBasedSessionState state = HeaderBasedSessionState.newBuilder().setName(header).build();
    return perRoute(session("envoy.http.stateful_session.header", state).build());
  }

  public static Any cookieSession(Cookie cookie) {
    CookieBasedSessionState state = CookieBasedSessionState.newBuilder().setCookie(cookie).build();
    return perRoute(session("envoy.http.stateful_session.cookie", state).build());
  }

  public static StatefulSession.Builder session(String name, com.google.protobuf.Message state) {
    return StatefulSession.newBuilder()
        .setSessionState(
            TypedExtensionConfig.newBuilder().setName(name).setTypedConfig(Any.pack(state)));
  }

  public static Any perRoute(StatefulSession session) {
    return Any.pack(StatefulSessionPerRoute.newBuilder().setStatefulSession(session).build());
  }

  /// A set of messages under their names.
  public static Resources resources(
      List<Listener> listeners,
      List<RouteConfiguration> routes,
      List<Cluster> clusters,
      List<ClusterLoadAssignment> assignments) {
    TreeMap<String, Listener> byListener = new TreeMap<>();
    listeners.forEach(message -> byListener.put(message.getName(), message));
    TreeMap<String, RouteConfiguration> byRoute = new TreeMap<>();
    routes.forEach(message -> byRoute.put(message.getName(), message));
    TreeMap<String, Cluster> byCluster = new TreeMap<>();
    clusters.forEach(message -> byCluster.put(message.getName(), message));
    TreeMap<String, ClusterLoadAssignment> byName = new TreeMap<>();
    assignments.forEach(message -> byName.put(message.getClusterName(), message));
    return new Resources(1, byListener, byRoute, byCluster, byName);
  }

  /// The plan of one cluster that is carried out without a problem.
  public static ClusterPlan plan(Cluster.Builder cluster, ClusterLoadAssignment assignment) {
    Resources resources =
        resources(List.of(), List.of(), List.of(cluster.build()), List.of(assignment));
    PlanBuilder.Built built = new PlanBuilder().build(resources);
    if (!built.problems().isEmpty()) {
      throw new AssertionError(built.problems().toString());
    }
    return given(built.plan().cluster(cluster.getName()));
  }

  /// What a test relies on being there.
  public static <T> T given(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
