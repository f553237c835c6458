package io.limpet.admin;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EcdsConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// `/debug/config_dump?proxyID=`: what a connected gateway is told, in the form in which it would
/// show it itself. Of secrets there are only the names.
final class ToldPage {
  private final ControlView view;

  ToldPage(ControlView view) {
    this.view = view;
  }

  Answer dump(Query query) throws BadQuery {
    var dump = io.envoyproxy.envoy.admin.v3.ConfigDump.newBuilder();
    sections(told(query), query.has("include_eds"))
        .forEach(section -> dump.addConfigs(Any.pack(section)));
    return Answer.json(EnvoyJson.print(dump.build()));
  }

  Answer endpoints(Query query) throws BadQuery {
    return Answer.json(EnvoyJson.print(endpoints(told(query))));
  }

  private Resources told(Query query) throws BadQuery {
    String wanted =
        query.value("proxyID").orElseThrow(() -> new BadQuery(400, "say proxyID=POD.NAMESPACE\n"));
    for (Progress each : view.streams().get()) {
      if (NodeNames.proxy(each.node()).equals(wanted) || each.node().getId().equals(wanted)) {
        return view.told()
            .apply(each.node())
            .orElseThrow(() -> new BadQuery(404, wanted + " is told nothing\n"));
      }
    }
    throw new BadQuery(404, "no gateway " + wanted + " is connected; see /debug/syncz\n");
  }

  private static List<Message> sections(Resources resources, boolean withEndpoints) {
    ClustersConfigDump.Builder clusters = ClustersConfigDump.newBuilder();
    each(
        resources.clusters().values(),
        any -> clusters.addDynamicActiveClustersBuilder().setCluster(any));
    ListenersConfigDump.Builder listeners = ListenersConfigDump.newBuilder();
    resources
        .listeners()
        .forEach(
            (name, message) ->
                listeners
                    .addDynamicListenersBuilder()
                    .setName(name)
                    .getActiveStateBuilder()
                    .setListener(Any.pack(message)));
    RoutesConfigDump.Builder routes = RoutesConfigDump.newBuilder();
    each(
        resources.routes().values(),
        any -> routes.addDynamicRouteConfigsBuilder().setRouteConfig(any));
    SecretsConfigDump.Builder secrets = SecretsConfigDump.newBuilder();
    resources
        .secrets()
        .keySet()
        .forEach(name -> secrets.addDynamicActiveSecretsBuilder().setName(name));
    List<Message> sections = new ArrayList<>();
    sections.add(clusters.build());
    if (withEndpoints) {
      sections.add(endpoints(resources));
    }
    sections.addAll(List.of(listeners.build(), routes.build(), secrets.build()));
    if (!resources.extensions().isEmpty()) {
      EcdsConfigDump.Builder extensions = EcdsConfigDump.newBuilder();
      each(
          resources.extensions().values(),
          any -> extensions.addEcdsFiltersBuilder().setEcdsFilter(any));
      sections.add(extensions.build());
    }
    return sections;
  }

  private static EndpointsConfigDump endpoints(Resources resources) {
    EndpointsConfigDump.Builder endpoints = EndpointsConfigDump.newBuilder();
    each(
        resources.endpoints().values(),
        any -> endpoints.addDynamicEndpointConfigsBuilder().setEndpointConfig(any));
    return endpoints.build();
  }

  private static void each(
      Collection<? extends Message> messages, java.util.function.Consumer<Any> add) {
    messages.forEach(message -> add.accept(Any.pack(message)));
  }
}
