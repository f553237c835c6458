package io.limpet.admin;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.admin.v3.ClustersConfigDump;
import io.envoyproxy.envoy.admin.v3.EcdsConfigDump;
import io.envoyproxy.envoy.admin.v3.EndpointsConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump;
import io.envoyproxy.envoy.admin.v3.ListenersConfigDump.DynamicListener;
import io.envoyproxy.envoy.admin.v3.RoutesConfigDump;
import io.envoyproxy.envoy.admin.v3.SecretsConfigDump;
import io.envoyproxy.envoy.admin.v3.UpdateFailureState;
import io.limpet.xds.resources.Resources;
import io.limpet.xds.server.Feed;
import io.limpet.xds.server.NodeNames;
import io.limpet.xds.server.Progress;
import io.limpet.xds.server.ResourceType;
import io.limpet.xds.server.Withheld;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `/debug/config_dump?proxyID=`: what a connected gateway is told, in the form in which it would
/// show it itself, and what is kept from it because it would refuse it: with an `error_state`, as a
/// gateway shows what it refused. Of secrets there are only the names.
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

  private Feed.Told told(Query query) throws BadQuery {
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

  private static List<Message> sections(Feed.Told told, boolean withEndpoints) {
    Resources resources = told.resources();
    ClustersConfigDump.Builder clusters = ClustersConfigDump.newBuilder();
    each(
        resources.clusters().values(),
        any -> clusters.addDynamicActiveClustersBuilder().setCluster(any));
    errors(told, ResourceType.CLUSTER)
        .forEach((_, error) -> clusters.addDynamicActiveClustersBuilder().setErrorState(error));
    RoutesConfigDump.Builder routes = RoutesConfigDump.newBuilder();
    each(
        resources.routes().values(),
        any -> routes.addDynamicRouteConfigsBuilder().setRouteConfig(any));
    errors(told, ResourceType.ROUTES)
        .forEach((_, error) -> routes.addDynamicRouteConfigsBuilder().setErrorState(error));
    SecretsConfigDump.Builder secrets = SecretsConfigDump.newBuilder();
    resources
        .secrets()
        .keySet()
        .forEach(name -> secrets.addDynamicActiveSecretsBuilder().setName(name));
    List<Message> sections = new ArrayList<>();
    sections.add(clusters.build());
    if (withEndpoints) {
      sections.add(endpoints(told));
    }
    sections.addAll(List.of(listeners(told), routes.build(), secrets.build()));
    if (!resources.extensions().isEmpty()) {
      EcdsConfigDump.Builder extensions = EcdsConfigDump.newBuilder();
      each(
          resources.extensions().values(),
          any -> extensions.addEcdsFiltersBuilder().setEcdsFilter(any));
      sections.add(extensions.build());
    }
    return sections;
  }

  private static ListenersConfigDump listeners(Feed.Told told) {
    Map<String, UpdateFailureState> errors = errors(told, ResourceType.LISTENER);
    Set<String> names = new TreeSet<>(told.resources().listeners().keySet());
    names.addAll(errors.keySet());
    ListenersConfigDump.Builder listeners = ListenersConfigDump.newBuilder();
    for (String name : names) {
      DynamicListener.Builder each = listeners.addDynamicListenersBuilder().setName(name);
      @Nullable Message good = told.resources().listeners().get(name);
      if (good != null) {
        each.getActiveStateBuilder().setListener(Any.pack(good));
      }
      @Nullable UpdateFailureState error = errors.get(name);
      if (error != null) {
        each.setErrorState(error);
      }
    }
    return listeners.build();
  }

  /// What is kept from the gateway, of one type, by name; of several rules that one resource breaks
  /// all are told.
  private static Map<String, UpdateFailureState> errors(Feed.Told told, ResourceType type) {
    Map<String, UpdateFailureState> errors = new TreeMap<>();
    for (Withheld each : told.withheld()) {
      if (each.type() == type) {
        UpdateFailureState error =
            UpdateFailureState.newBuilder()
                .setFailedConfiguration(Any.pack(each.message()))
                .setDetails(each.path() + ": " + each.text())
                .build();
        errors.merge(
            each.name(),
            error,
            (one, more) ->
                one.toBuilder().setDetails(one.getDetails() + "; " + more.getDetails()).build());
      }
    }
    return errors;
  }

  private static EndpointsConfigDump endpoints(Feed.Told told) {
    EndpointsConfigDump.Builder endpoints = EndpointsConfigDump.newBuilder();
    each(
        told.resources().endpoints().values(),
        any -> endpoints.addDynamicEndpointConfigsBuilder().setEndpointConfig(any));
    errors(told, ResourceType.ENDPOINTS)
        .forEach((_, error) -> endpoints.addDynamicEndpointConfigsBuilder().setErrorState(error));
    return endpoints.build();
  }

  private static void each(Collection<? extends Message> messages, Consumer<Any> add) {
    messages.forEach(message -> add.accept(Any.pack(message)));
  }
}
