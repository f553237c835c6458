package io.limpet.cli;

import io.limpet.model.tree.Document;
import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.Mistake;
import io.limpet.model.tree.Value;
import java.util.ArrayList;
import java.util.List;

/// A JSON document of an admin port, and where it came from. `fixed`: with what stands in the
/// gateway's bootstrap.
record Dump(String source, Branch root, boolean fixed) {

  static Dump parse(String json, String source) throws CommandFailure {
    List<Document> documents = JsonReader.readAll(json);
    if (documents.isEmpty()) {
      throw new CommandFailure(source + ": is empty; a config dump is wanted");
    }
    for (Document document : documents) {
      for (Mistake mistake : document.mistakes()) {
        if (mistake.syntax()) {
          throw new CommandFailure(source + ":" + mistake.line() + ": " + mistake.message());
        }
      }
    }
    return new Dump(source, new Branch(documents.getFirst().root()), true);
  }

  /// Only what a control plane has sent.
  Dump dynamic() {
    return new Dump(source, root, false);
  }

  List<Value.Mapping> listeners() throws CommandFailure {
    List<Value.Mapping> listeners = new ArrayList<>();
    for (Branch section : sections("ListenersConfigDump")) {
      for (Branch listener : either(section, "dynamic_listeners", "dynamicListeners")) {
        Branch active = listener.at("active_state", "listener");
        add(active.exists() ? active : listener.at("activeState", "listener"), listeners);
      }
      for (Branch listener : written(section, "static_listeners", "staticListeners")) {
        add(listener.at("listener"), listeners);
      }
    }
    return listeners;
  }

  List<Value.Mapping> routes() throws CommandFailure {
    List<Value.Mapping> routes = new ArrayList<>();
    for (Branch section : sections("RoutesConfigDump")) {
      for (String list : fixed ? List.of("dynamic", "static") : List.of("dynamic")) {
        for (Branch route : either(section, list + "_route_configs", list + "RouteConfigs")) {
          Branch config = route.at("route_config");
          add(config.exists() ? config : route.at("routeConfig"), routes);
        }
      }
    }
    return routes;
  }

  List<Value.Mapping> clusters() throws CommandFailure {
    List<Value.Mapping> clusters = new ArrayList<>();
    for (Branch section : sections("ClustersConfigDump")) {
      List<Branch> dynamic = either(section, "dynamic_active_clusters", "dynamicActiveClusters");
      dynamic.forEach(cluster -> add(cluster.at("cluster"), clusters));
      List<Branch> written = written(section, "static_clusters", "staticClusters");
      written.forEach(cluster -> add(cluster.at("cluster"), clusters));
    }
    return clusters;
  }

  private List<Branch> sections(String type) throws CommandFailure {
    if (!root.at("configs").exists()) {
      throw new CommandFailure(
          source
              + ": has no `configs`, so it is no config dump; get one with"
              + " `curl localhost:15000/config_dump`");
    }
    return root.items("configs").stream()
        .filter(section -> section.text("@type").endsWith("envoy.admin.v3." + type))
        .toList();
  }

  private List<Branch> written(Branch section, String name, String camelName) {
    return fixed ? either(section, name, camelName) : List.of();
  }

  /// When the newest of the routes came, as the gateway writes it; empty if none did.
  String routesLoaded() throws CommandFailure {
    String newest = "";
    for (Branch section : sections("RoutesConfigDump")) {
      for (Branch route : either(section, "dynamic_route_configs", "dynamicRouteConfigs")) {
        String time = route.text("last_updated") + route.text("lastUpdated");
        newest = time.compareTo(newest) > 0 ? time : newest;
      }
    }
    return newest;
  }

  /// Dumps saved by other tools name their fields in camel case.
  private static List<Branch> either(Branch section, String name, String camelName) {
    return section.at(name).exists() ? section.items(name) : section.items(camelName);
  }

  private static void add(Branch any, List<Value.Mapping> messages) {
    if (any.value() instanceof Value.Mapping mapping) {
      messages.add(CamelCase.content(mapping));
    }
  }
}
