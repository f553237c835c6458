package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/// The columns of one type of object, in kubectl's order and words (kubernetes:
/// pkg/printers/internalversion/printers.go; Istio's from its CRDs' `additionalPrinterColumns`).
final class Columns {
  private record Column(
      String name, boolean wide, BiFunction<StoredObject, Instant, Object> cell) {}

  private final List<Column> columns = new ArrayList<>();

  private Columns() {
    add("Name", StoredObject::name);
  }

  static Columns of(ObjectType type) {
    Columns columns = new Columns();
    switch (type.kind()) {
      case "Pod" -> columns.ofPod();
      case "Service" -> columns.ofService();
      case "Endpoints" -> columns.add("Endpoints", NetworkCells::endpoints).age();
      case "EndpointSlice" -> columns.ofEndpointSlice();
      case "Deployment" -> columns.ofDeployment();
      case "ReplicaSet" -> columns.ofReplicaSet();
      case "StatefulSet" -> columns.ofStatefulSet();
      case "Namespace" -> columns.add("Status", at("status", "phase")).age();
      case "Node" -> columns.ofNode();
      case "ConfigMap", "Secret" ->
          columns.add("Data", o -> Tree.mapping(o.document(), "data").fields().size()).age();
      case "VirtualService" ->
          columns.add("Gateways", list("gateways")).add("Hosts", list("hosts")).age();
      case "DestinationRule" -> columns.add("Host", at("spec", "host")).age();
      case "ServiceEntry" -> columns.ofServiceEntry();
      case "HTTPRoute", "GRPCRoute", "TLSRoute" ->
          columns.add("Hostnames", list("hostnames")).age();
      case "GatewayClass" -> columns.add("Controller", at("spec", "controllerName")).age();
      case "Gateway" -> columns.ofGateway(type.group());
      default -> columns.age();
    }
    return columns;
  }

  /// Istio's Gateways have no columns, those of the Gateway API have their class.
  private void ofGateway(String group) {
    if (group.equals("gateway.networking.k8s.io")) {
      add("Class", at("spec", "gatewayClassName"));
    }
    age();
  }

  private void ofPod() {
    add("Ready", PodCells::ready).add("Status", PodCells::status);
    columns.add(new Column("Restarts", false, PodCells::restarts));
    age();
    wide("IP", orNone(at("status", "podIP"))).wide("Node", orNone(at("spec", "nodeName")));
    wide("Nominated Node", _ -> "<none>").wide("Readiness Gates", _ -> "<none>");
  }

  private void ofService() {
    add("Type", at("spec", "type")).add("Cluster-IP", orNone(at("spec", "clusterIP")));
    add("External-IP", NetworkCells::externalIp).add("Port(s)", NetworkCells::servicePorts).age();
    wide("Selector", o -> NetworkCells.labels(Tree.mapping(o.document(), "spec", "selector")));
  }

  private void ofEndpointSlice() {
    add("AddressType", at("addressType")).add("Ports", NetworkCells::slicePorts);
    add("Endpoints", NetworkCells::sliceAddresses).age();
  }

  private void ofDeployment() {
    add("Ready", o -> count(o, "readyReplicas") + "/" + wanted(o));
    add("Up-to-date", o -> count(o, "updatedReplicas"));
    add("Available", o -> count(o, "availableReplicas")).age();
    containers().wide("Selector", Columns::selector);
  }

  private void ofReplicaSet() {
    add("Desired", Columns::wanted).add("Current", o -> count(o, "replicas"));
    add("Ready", o -> count(o, "readyReplicas")).age();
    containers().wide("Selector", Columns::selector);
  }

  private void ofStatefulSet() {
    add("Ready", o -> count(o, "readyReplicas") + "/" + wanted(o)).age();
    containers();
  }

  private void ofServiceEntry() {
    add("Hosts", list("hosts")).add("Location", at("spec", "location"));
    add("Resolution", at("spec", "resolution")).age();
  }

  private void ofNode() {
    add("Status", _ -> "Ready").add("Roles", _ -> "<none>").age();
    add("Version", at("status", "nodeInfo", "kubeletVersion"));
    wide("Internal-IP", _ -> "127.0.0.1").wide("External-IP", _ -> "<none>");
    wide("OS-Image", at("status", "nodeInfo", "osImage"));
    wide("Kernel-Version", at("status", "nodeInfo", "kernelVersion"));
    wide("Container-Runtime", at("status", "nodeInfo", "containerRuntimeVersion"));
  }

  private Columns containers() {
    wide("Containers", o -> inTemplate(o, "name"));
    return wide("Images", o -> inTemplate(o, "image"));
  }

  private static String inTemplate(StoredObject object, String field) {
    return String.join(
        ",",
        Tree.items(object.document(), "spec", "template", "spec", "containers").stream()
            .map(container -> Tree.text(container, field))
            .toList());
  }

  private static String selector(StoredObject object) {
    return NetworkCells.labels(Tree.mapping(object.document(), "spec", "selector", "matchLabels"));
  }

  private static long wanted(StoredObject object) {
    return Tree.whole(object.document(), 1, "spec", "replicas");
  }

  private static long count(StoredObject object, String field) {
    return Tree.whole(object.document(), 0, "status", field);
  }

  /// What a column is of an object.
  private interface Cell {
    Object of(StoredObject object);
  }

  private static Cell at(String... path) {
    return object -> Tree.text(object.document(), path);
  }

  private static Cell orNone(Cell cell) {
    return object -> cell.of(object).equals("") ? "<none>" : cell.of(object);
  }

  /// Lists of a custom resource are printed as JSON.
  private static Cell list(String field) {
    return object -> {
      var items = Tree.items(object.document(), "spec", field);
      List<String> quoted = items.stream().map(item -> "\"" + Tree.text(item) + "\"").toList();
      return items.isEmpty() ? "" : "[" + String.join(",", quoted) + "]";
    };
  }

  private Columns add(String name, Cell cell) {
    columns.add(new Column(name, false, (object, _) -> cell.of(object)));
    return this;
  }

  private Columns wide(String name, Cell cell) {
    columns.add(new Column(name, true, (object, _) -> cell.of(object)));
    return this;
  }

  private Columns age() {
    columns.add(new Column("Age", false, (object, now) -> Ages.since(object.createdAt(), now)));
    return this;
  }

  List<Mapping> definitions() {
    return columns.stream()
        .map(
            column ->
                Tree.document(
                    "name",
                    column.name(),
                    "type",
                    "string",
                    "format",
                    column.name().equals("Name") ? "name" : "",
                    "description",
                    "",
                    "priority",
                    column.wide() ? 1 : 0))
        .toList();
  }

  List<Object> cells(StoredObject object, Instant now) {
    return columns.stream().map(column -> column.cell().apply(object, now)).toList();
  }
}
