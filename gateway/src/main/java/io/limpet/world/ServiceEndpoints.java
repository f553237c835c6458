package io.limpet.world;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.LabelSelector;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectStore;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Lists the pods that each Service with a selector selects, in EndpointSlices (and in the older
/// Endpoints, which kubectl still shows).
///
/// Pods that have the same ports share a slice, so that mostly a Service has one. A Service for
/// which somebody wrote a slice gets none for pods that are only objects: they would be said twice.
final class ServiceEndpoints implements Controller {
  static final String SERVICE_NAME = "kubernetes.io/service-name";

  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
  private static final String US = "endpointslice-controller.k8s.io";

  private final ObjectStore store;

  ServiceEndpoints(ObjectStore store) {
    this.store = store;
  }

  @Override
  public void reconcile(ObjectKey key) {
    Optional<StoredObject> service = store.get(key);
    Set<ObjectKey> wanted = new HashSet<>();
    if (service.isPresent() && !selector(service.get()).fields().isEmpty()) {
      write(service.get(), wanted);
    }
    for (StoredObject slice : slices(key)) {
      if (isOurs(slice) && !wanted.contains(slice.key())) {
        store.remove(slice.key());
      }
    }
  }

  private static Mapping selector(StoredObject service) {
    return Tree.mapping(service.document(), "spec", "selector");
  }

  private void write(StoredObject service, Set<ObjectKey> wanted) {
    boolean written = slices(service.key()).stream().anyMatch(slice -> !isOurs(slice));
    Map<List<Mapping>, List<StoredObject>> byPorts = new LinkedHashMap<>();
    List<StoredObject> listed = new ArrayList<>();
    for (StoredObject pod : selected(service)) {
      boolean ours = !written || pod.controller().isPresent();
      if (ours && Tree.has(pod.document(), "status", "podIP")) {
        byPorts.computeIfAbsent(ports(service, pod), _ -> new ArrayList<>()).add(pod);
        listed.add(pod);
      }
    }
    if (byPorts.isEmpty() && !written) {
      byPorts.put(List.of(), List.of());
    }
    byPorts.forEach((ports, pods) -> wanted.add(write(service, ports, pods)));
    if (!written) {
      writeEndpoints(service, listed);
    }
  }

  private List<StoredObject> selected(StoredObject service) {
    LabelSelector selector = LabelSelector.ofLabels(selector(service));
    return store.list(ObjectTypes.POD, service.namespace()).stream()
        .filter(pod -> selector.matches(pod.labels()))
        .toList();
  }

  private ObjectKey write(StoredObject service, List<Mapping> ports, List<StoredObject> pods) {
    String name = service.name() + "-" + PodNames.hash(Tree.of(ports)).substring(0, 5);
    ObjectKey key = ObjectKey.of(ObjectTypes.ENDPOINT_SLICE, service.namespace(), name);
    Mapping labels = Tree.mapping(service.document(), "metadata", "labels");
    labels = Tree.with(Tree.with(labels, service.name(), SERVICE_NAME), US, MANAGED_BY);
    Mapping metadata =
        Tree.document(
            "name",
            name,
            "namespace",
            service.namespace(),
            "labels",
            labels,
            "generateName",
            service.name() + "-",
            "ownerReferences",
            List.of(PodTemplates.owner(service)));
    boolean evenUnready = Tree.truth(service.document(), "spec", "publishNotReadyAddresses");
    Mapping slice =
        Tree.document(
            "apiVersion",
            "discovery.k8s.io/v1",
            "kind",
            "EndpointSlice",
            "metadata",
            metadata,
            "addressType",
            "IPv4",
            "endpoints",
            pods.stream().map(pod -> endpoint(pod, evenUnready)).toList(),
            "ports",
            ports);
    store.put(key, slice, Tree.EMPTY, service.origin());
    return key;
  }

  /// Kubernetes: EndpointConditions. A pod that ends is not ready, and serves as long as it can.
  private static Mapping endpoint(StoredObject pod, boolean evenUnready) {
    boolean serving = PodStatus.isReady(pod);
    boolean terminating = pod.isTerminating();
    Mapping conditions =
        Tree.document(
            "ready", evenUnready || (serving && !terminating),
            "serving", serving,
            "terminating", terminating);
    return Tree.document(
        "addresses", List.of(Tree.text(pod.document(), "status", "podIP")),
        "conditions", conditions,
        "nodeName", Tree.text(pod.document(), "spec", "nodeName"),
        "targetRef", reference(pod));
  }

  private static Mapping reference(StoredObject pod) {
    return Tree.document(
        "kind", "Pod", "name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid());
  }

  /// The Service's ports as this pod has them. A named target port that the pod lacks is left out.
  private static List<Mapping> ports(StoredObject service, StoredObject pod) {
    List<Mapping> ports = new ArrayList<>();
    for (Value port : Tree.items(service.document(), "spec", "ports")) {
      long number = ContainerPorts.number(pod, port);
      if (number > 0) {
        Mapping each =
            Tree.document(
                "name", Tree.text(port, "name"),
                "port", number,
                "protocol", protocol(port));
        String application = Tree.text(port, "appProtocol");
        ports.add(application.isEmpty() ? each : Tree.with(each, application, "appProtocol"));
      }
    }
    return ports;
  }

  private static String protocol(Value port) {
    String protocol = Tree.text(port, "protocol");
    return protocol.isEmpty() ? "TCP" : protocol;
  }

  private void writeEndpoints(StoredObject service, List<StoredObject> pods) {
    Map<List<Mapping>, List<Mapping>> addresses = new LinkedHashMap<>();
    for (StoredObject pod : pods) {
      if (PodStatus.isReady(pod) && !pod.isTerminating()) {
        Mapping address =
            Tree.document(
                "ip", Tree.text(pod.document(), "status", "podIP"),
                "nodeName", Tree.text(pod.document(), "spec", "nodeName"),
                "targetRef", reference(pod));
        addresses.computeIfAbsent(ports(service, pod), _ -> new ArrayList<>()).add(address);
      }
    }
    List<Mapping> subsets = new ArrayList<>();
    addresses.forEach(
        (ports, each) -> subsets.add(Tree.document("addresses", each, "ports", ports)));
    Mapping metadata =
        Tree.document(
            "name", service.name(),
            "namespace", service.namespace(),
            "labels", Tree.mapping(service.document(), "metadata", "labels"),
            "ownerReferences", List.of(PodTemplates.owner(service)));
    Mapping document =
        Tree.document(
            "apiVersion", "v1", "kind", "Endpoints", "metadata", metadata, "subsets", subsets);
    ObjectKey key = ObjectKey.of(ObjectTypes.ENDPOINTS, service.namespace(), service.name());
    store.put(key, document, Tree.EMPTY, service.origin());
  }

  private List<StoredObject> slices(ObjectKey service) {
    return store.list(ObjectTypes.ENDPOINT_SLICE, service.namespace()).stream()
        .filter(slice -> service.name().equals(slice.labels().get(SERVICE_NAME)))
        .toList();
  }

  private static boolean isOurs(StoredObject slice) {
    return US.equals(slice.labels().get(MANAGED_BY)) && slice.controller().isPresent();
  }
}
