package io.limpet.sameness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Clusters as tables write them, made whole.
final class Clusters {
  private Clusters() {}

  /// The cluster with a connect timeout of one second, and its `endpoints` as a load assignment; or
  /// its `localities`, which are groups of endpoints with a `zone`, and its `assignment_policy`.
  static Map<String, Object> complete(Map<String, Object> written, Endpoints endpoints) {
    Map<String, Object> cluster = new LinkedHashMap<>(written);
    cluster.putIfAbsent("connect_timeout", "1s");
    Object short_ = cluster.remove("endpoints");
    if (short_ != null) {
      List<Object> all = new ArrayList<>();
      Tree.list(short_).forEach(each -> all.add(endpoint(each, endpoints)));
      cluster.put(
          "load_assignment",
          Map.of(
              "cluster_name",
              String.valueOf(cluster.get("name")),
              "endpoints",
              List.of(Map.of("lb_endpoints", all))));
    }
    Object localities = cluster.remove("localities");
    if (localities != null) {
      Map<String, Object> assignment = new LinkedHashMap<>();
      assignment.put("cluster_name", String.valueOf(cluster.get("name")));
      assignment.put("policy", Tree.map(cluster.remove("assignment_policy")));
      List<Object> groups = new ArrayList<>();
      Tree.list(localities).forEach(each -> groups.add(locality(Tree.map(each), endpoints)));
      assignment.put("endpoints", groups);
      cluster.put("load_assignment", assignment);
    }
    return cluster;
  }

  private static Map<String, Object> locality(Map<String, Object> written, Endpoints endpoints) {
    Map<String, Object> group = new LinkedHashMap<>(written);
    List<Object> all = new ArrayList<>();
    Tree.list(group.remove("endpoints")).forEach(each -> all.add(endpoint(each, endpoints)));
    group.put("lb_endpoints", all);
    group.put("locality", Map.of("zone", String.valueOf(group.remove("zone"))));
    return group;
  }

  /// An endpoint by its name alone, or with fields of its own.
  static Map<String, Object> endpoint(Object written, Endpoints endpoints) {
    Map<String, Object> fields =
        written instanceof String name
            ? new LinkedHashMap<>(Map.of("name", name))
            : new LinkedHashMap<>(Tree.map(written));
    String address = endpoints.address(String.valueOf(fields.remove("name")));
    int colon = address.indexOf(':');
    Map<String, Object> endpoint = new LinkedHashMap<>(Tree.map(fields.remove("endpoint")));
    endpoint.put(
        "address",
        Map.of(
            "socket_address",
            Map.of(
                "address",
                address.substring(0, colon),
                "port_value",
                Integer.parseInt(address, colon + 1, address.length(), 10))));
    fields.put("endpoint", endpoint);
    return fields;
  }
}
