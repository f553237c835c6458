package io.limpet.xds.bootstrap;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.bootstrap.v3.RuntimeLayer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiConfigSource.ApiType;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.GrpcService;
import io.limpet.model.Problem;
import io.limpet.xds.reading.MessageReader;
import java.net.InetAddress;
import java.util.Set;
import java.util.function.BiConsumer;

/// Which fields of a bootstrap, beside its listeners and clusters, are carried out, and which need
/// not be since nobody would see a difference in the traffic.
public final class BootstrapFields {
  /// The code of a problem with what Envoy would do and Limpet does not.
  public static final String NOT_CARRIED_OUT = "not-carried-out";

  private static final Set<String> SERVED =
      Set.of(
          "node",
          "static_resources",
          "dynamic_resources",
          "admin",
          "layered_runtime",
          "overload_manager");

  /// How Envoy watches itself, what it logs and how it exports its numbers; features that are on by
  /// default here, or of protocols that are refused elsewhere.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "application_log_config",
          "default_regex_engine",
          "default_socket_interface",
          "deferred_stat_options",
          "enable_dispatcher_stats",
          "fatal_actions",
          "flags_path",
          "grpc_async_client_manager_config",
          "inline_headers",
          "listener_manager",
          "memory_allocator_manager",
          "node_context_params",
          "perf_tracing_file_path",
          "stats_config",
          "stats_flush_interval",
          "stats_flush_on_admin",
          "stats_server_version_override",
          "use_tcp_for_dns_lookups",
          "watchdog",
          "watchdogs");

  private static final Set<String> ADMIN_WITHOUT_EFFECT =
      Set.of("access_log", "access_log_path", "profile_path", "ignore_global_conn_limit");

  /// What becomes of a field of the bootstrap itself.
  public enum Judgement {
    SERVED,
    WITHOUT_EFFECT,
    NOT_CARRIED_OUT
  }

  private final BiConsumer<String, String> tell;

  /// Whether Envoy might do what Limpet does not, so that one may go on without it.
  public static boolean isMild(Problem problem) {
    return problem.code().equals(NOT_CARRIED_OUT)
        || problem.code().equals(MessageReader.UNKNOWN_TYPE);
  }

  public static Judgement judgement(String field) {
    if (SERVED.contains(field)) {
      return Judgement.SERVED;
    }
    return WITHOUT_EFFECT.contains(field) ? Judgement.WITHOUT_EFFECT : Judgement.NOT_CARRIED_OUT;
  }

  private BootstrapFields(BiConsumer<String, String> tell) {
    this.tell = tell;
  }

  static void check(Bootstrap bootstrap, BiConsumer<String, String> tell) {
    new BootstrapFields(tell).check(bootstrap);
  }

  private void check(Bootstrap bootstrap) {
    for (FieldDescriptor field : bootstrap.getAllFields().keySet()) {
      if (field.getName().equals("cluster_manager")) {
        only(bootstrap.getClusterManager(), field.getName(), Set.of());
      } else if (judgement(field.getName()) == Judgement.NOT_CARRIED_OUT) {
        notCarriedOut(field.getName());
      }
    }
    only(
        bootstrap.getStaticResources(),
        "static_resources",
        Set.of("listeners", "clusters", "secrets"));
    admin(bootstrap.getAdmin());
    for (int i = 0; i < bootstrap.getLayeredRuntime().getLayersCount(); i++) {
      layer(bootstrap.getLayeredRuntime().getLayers(i), "layered_runtime.layers[" + i + "]");
    }
    dynamic(bootstrap.getDynamicResources());
    for (int i = 0; i < bootstrap.getStaticResources().getClustersCount(); i++) {
      Cluster cluster = bootstrap.getStaticResources().getClusters(i);
      if (cluster.hasTransportSocket() && isAsked(cluster, bootstrap)) {
        String path = "static_resources.clusters[" + i + "].transport_socket";
        new ControlPlaneTls(tell).check(cluster.getTransportSocket(), path);
        if (!cluster.getTransportSocket().equals(first(bootstrap).getTransportSocket())) {
          tell.accept(path, "all control planes are asked in the same way, as the first one is");
        }
      }
    }
  }

  /// The cluster of the first control plane.
  private static Cluster first(Bootstrap bootstrap) {
    return bootstrap.getStaticResources().getClustersList().stream()
        .filter(each -> isAsked(each, bootstrap))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isAsked(Cluster cluster, Bootstrap bootstrap) {
    return bootstrap.getDynamicResources().getAdsConfig().getGrpcServicesList().stream()
        .anyMatch(each -> each.getEnvoyGrpc().getClusterName().equals(cluster.getName()));
  }

  private void only(Message message, String path, Set<String> known) {
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (!known.contains(field.getName())) {
        notCarriedOut(path + "." + field.getName());
      }
    }
  }

  private void notCarriedOut(String path) {
    tell.accept(path, "is not carried out by Limpet; remove it, or use Envoy");
  }

  private void admin(Admin admin) {
    for (FieldDescriptor field : admin.getAllFields().keySet()) {
      if (!field.getName().equals("address") && !ADMIN_WITHOUT_EFFECT.contains(field.getName())) {
        notCarriedOut("admin." + field.getName());
      }
    }
    if (admin.hasAddress()) {
      adminAddress(admin.getAddress(), "admin.address");
    }
  }

  private void adminAddress(Address address, String path) {
    String ip = address.getSocketAddress().getAddress();
    if (!address.hasSocketAddress()) {
      tell.accept(path, "the admin interface is only carried out on a socket_address");
    } else if (!isLoopback(ip)) {
      tell.accept(
          path + ".socket_address.address",
          "the admin interface has no password, so Limpet opens it on a loopback address only: say"
              + " 127.0.0.1, not "
              + ip);
    }
  }

  private static boolean isLoopback(String ip) {
    try {
      return InetAddress.ofLiteral(ip).isLoopbackAddress();
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
  }

  private void layer(RuntimeLayer layer, String path) {
    switch (layer.getLayerSpecifierCase()) {
      case STATIC_LAYER, ADMIN_LAYER, LAYERSPECIFIER_NOT_SET -> {
        // An admin layer is empty until someone writes into it, which nobody can here.
      }
      case DISK_LAYER -> notCarriedOut(path + ".disk_layer");
      case RTDS_LAYER -> notCarriedOut(path + ".rtds_layer");
    }
  }

  private void dynamic(Bootstrap.DynamicResources dynamic) {
    String path = "dynamic_resources";
    only(dynamic, path, Set.of("ads_config", "cds_config", "lds_config"));
    if (dynamic.hasCdsConfig()) {
      byAds(dynamic.getCdsConfig(), path + ".cds_config");
    }
    if (dynamic.hasLdsConfig()) {
      byAds(dynamic.getLdsConfig(), path + ".lds_config");
    }
    if (dynamic.hasAdsConfig()) {
      ads(dynamic.getAdsConfig(), path + ".ads_config");
    }
  }

  private void byAds(ConfigSource source, String path) {
    switch (source.getConfigSourceSpecifierCase()) {
      case ADS, SELF, CONFIGSOURCESPECIFIER_NOT_SET -> {}
      case PATH -> onlyAds(path + ".path");
      case PATH_CONFIG_SOURCE -> onlyAds(path + ".path_config_source");
      case API_CONFIG_SOURCE -> onlyAds(path + ".api_config_source");
    }
  }

  private void onlyAds(String path) {
    tell.accept(path, "is not carried out by Limpet; use ads: {} with an ads_config");
  }

  private void ads(ApiConfigSource source, String path) {
    ApiType type = source.getApiType();
    if (type != ApiType.GRPC && type != ApiType.DELTA_GRPC) {
      tell.accept(path + ".api_type", "must be GRPC or DELTA_GRPC, not " + type);
    }
    only(
        source,
        path,
        Set.of(
            "api_type",
            "transport_api_version",
            "grpc_services",
            "set_node_on_first_message_only"));
    for (int i = 0; i < source.getGrpcServicesCount(); i++) {
      service(source.getGrpcServices(i), path + ".grpc_services[" + i + "]");
    }
  }

  /// A timeout does not end a stream.
  private void service(GrpcService service, String path) {
    only(service, path, Set.of("envoy_grpc", "google_grpc", "timeout"));
    only(service.getEnvoyGrpc(), path + ".envoy_grpc", Set.of("cluster_name", "retry_policy"));
    only(service.getGoogleGrpc(), path + ".google_grpc", Set.of("target_uri", "stat_prefix"));
  }
}
