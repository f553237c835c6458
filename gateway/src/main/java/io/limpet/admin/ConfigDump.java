package io.limpet.admin;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.admin.v3.BootstrapConfigDump;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.ScopedRoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.xds.resources.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// `/config_dump` (source/server/admin/config_dump_handler.cc). What stands in the bootstrap is in
/// the `static_` sections, and all else came by the API.
final class ConfigDump {
  private final AdminView view;
  private final Predicate<String> names;

  ConfigDump(AdminView view, Predicate<String> names) {
    this.view = view;
    this.names = names;
  }

  /// All sections, in Envoy's order.
  io.envoyproxy.envoy.admin.v3.ConfigDump whole(boolean withEndpoints) {
    var dump = io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder();
    sections(withEndpoints).forEach(section -> dump.addConfigs(Any.pack(section)));
    return dump.build();
  }

  /// The items of one section's list, as `?resource=` asks for them.
  io.envoyproxy.envoy.admin.v3.ConfigDump items(String list, boolean withEndpoints)
      throws BadQuery {
    for (Message section : sections(withEndpoints)) {
      FieldDescriptor field = section.getDescriptorForType().findFieldByName(list);
      if (field == null) {
        continue;
      }
      if (!field.isRepeated()) {
        throw new BadQuery(
            400, list + " is not a repeated field. Use ?mask=" + list + " to get only this field");
      }
      var dump = io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder();
      for (Object item : (List<?>) section.getField(field)) {
        dump.addConfigs(Any.pack((Message) item));
      }
      return dump.build();
    }
    throw new BadQuery(404, list + " not found in config dump");
  }

  private List<Message> sections(boolean withEndpoints) {
    FirstSeen.State seen = view.firstSeen().state();
    Resources resources = view.resources().get();
    List<Message> sections = new ArrayList<>();
    sections.add(bootstrap());
    sections.add(clusters(seen, resources.version()));
    if (withEndpoints) {
      sections.add(endpoints(resources));
    }
    sections.add(listeners(seen, resources.version()));
    sections.add(ScopedRoutesConfigDump.getDefaultInstance());
    sections.add(routes(seen));
    sections.add(secrets(seen));
    return sections;
  }

  private Resources fixed() {
    return view.server().fixed();
  }

  private BootstrapConfigDump bootstrap() {
    AdminView.Server server = view.server();
    return BootstrapConfigDump.newBuilder()
        .setBootstrap(Bootstrap.newBuilder().setNode(server.node()))
        .setLastUpdated(time(server.started()))
        .build();
  }

  private ClustersConfigDump clusters(FirstSeen.State seen, long version) {
    ClustersConfigDump.Builder dump =
        ClustersConfigDump.newBuilder().setVersionInfo(Long.toString(version));
    seen.clusters()
        .forEach(
            (name, cluster) -> {
              if (!names.test(name)) {
                return;
              }
              if (fixed().clusters().containsKey(name)) {
                dump.addStaticClusters(
                    ClustersConfigDump.StaticCluster.newBuilder()
                        .setCluster(Any.pack(cluster.message()))
                        .setLastUpdated(time(cluster.since())));
              } else {
                dump.addDynamicActiveClusters(
                    ClustersConfigDump.DynamicCluster.newBuilder()
                        .setVersionInfo(Long.toString(cluster.version()))
                        .setCluster(Any.pack(cluster.message()))
                        .setLastUpdated(time(cluster.since())));
              }
            });
    return dump.build();
  }

  private EndpointsConfigDump endpoints(Resources resources) {
    EndpointsConfigDump.Builder dump = EndpointsConfigDump.newBuilder();
    for (Cluster cluster : resources.clusters().values()) {
      if (!names.test(cluster.getName())) {
        continue;
      }
      Any endpoints = Any.pack(Hosts.of(cluster, resources).asEnvoySaysThem());
      if (fixed().clusters().containsKey(cluster.getName())) {
        dump.addStaticEndpointConfigs(
            EndpointsConfigDump.StaticEndpointConfig.newBuilder().setEndpointConfig(endpoints));
      } else {
        dump.addDynamicEndpointConfigs(
            EndpointsConfigDump.DynamicEndpointConfig.newBuilder().setEndpointConfig(endpoints));
      }
    }
    return dump.build();
  }

  private ListenersConfigDump listeners(FirstSeen.State seen, long version) {
    ListenersConfigDump.Builder dump =
        ListenersConfigDump.newBuilder().setVersionInfo(Long.toString(version));
    seen.listeners()
        .forEach(
            (name, listener) -> {
              if (!names.test(name)) {
                return;
              }
              if (fixed().listeners().containsKey(name)) {
                dump.addStaticListeners(
                    ListenersConfigDump.StaticListener.newBuilder()
                        .setListener(Any.pack(listener.message()))
                        .setLastUpdated(time(listener.since())));
              } else {
                dump.addDynamicListeners(
                    ListenersConfigDump.DynamicListener.newBuilder()
                        .setName(name)
                        .setActiveState(
                            ListenersConfigDump.DynamicListenerState.newBuilder()
                                .setVersionInfo(Long.toString(listener.version()))
                                .setListener(Any.pack(listener.message()))
                                .setLastUpdated(time(listener.since()))));
              }
            });
    return dump.build();
  }

  private RoutesConfigDump routes(FirstSeen.State seen) {
    RoutesConfigDump.Builder dump = RoutesConfigDump.newBuilder();
    seen.listeners()
        .values()
        .forEach(
            listener ->
                InlineRoutes.of(listener.message()).stream()
                    .filter(routes -> names.test(routes.getName()))
                    .forEach(
                        routes ->
                            dump.addStaticRouteConfigs(
                                RoutesConfigDump.StaticRouteConfig.newBuilder()
                                    .setRouteConfig(Any.pack(routes))
                                    .setLastUpdated(time(listener.since())))));
    seen.routes()
        .forEach(
            (name, route) -> {
              if (names.test(name)) {
                dump.addDynamicRouteConfigs(
                    RoutesConfigDump.DynamicRouteConfig.newBuilder()
                        .setVersionInfo(Long.toString(route.version()))
                        .setRouteConfig(Any.pack(route.message()))
                        .setLastUpdated(time(route.since())));
              }
            });
    return dump.build();
  }

  private SecretsConfigDump secrets(FirstSeen.State seen) {
    SecretsConfigDump.Builder dump = SecretsConfigDump.newBuilder();
    seen.secrets()
        .forEach(
            (_, secret) -> {
              if (names.test(secret.message().getName())) {
                dump.addDynamicActiveSecrets(
                    SecretsConfigDump.DynamicSecret.newBuilder()
                        .setName(secret.message().getName())
                        .setVersionInfo(Long.toString(secret.version()))
                        .setSecret(Any.pack(Redacted.secret(secret.message())))
                        .setLastUpdated(time(secret.since())));
              }
            });
    return dump.build();
  }

  /// To the millisecond, as Envoy has it.
  private static Timestamp time(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano() / 1_000_000 * 1_000_000)
        .build();
  }
}
