package io.limpet.mesh.building.resources;

import io.limpet.model.ResourceId;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Pod;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// EndpointSlices by the Service they belong to and by the Pods behind them, so that a change of a
/// Pod costs the same however many Services there are.
public final class SliceIndex {
  /// Service (`namespace/name`) → its slices by name.
  private final Map<String, TreeMap<ResourceId, EndpointSlice>> byService = new HashMap<>();

  /// What [#targets] names → the services whose slices have it, once for each slice.
  private final Map<String, TreeMap<ResourceId, String>> byTarget = new HashMap<>();

  public static String serviceOf(EndpointSlice slice) {
    return ResourceStore.key(slice.metadata().namespace(), slice.service());
  }

  void add(EndpointSlice slice) {
    String service = serviceOf(slice);
    byService.computeIfAbsent(service, _ -> new TreeMap<>()).put(slice.id(), slice);
    targets(slice)
        .forEach(
            target ->
                byTarget.computeIfAbsent(target, _ -> new TreeMap<>()).put(slice.id(), service));
  }

  void remove(EndpointSlice slice) {
    drop(byService, serviceOf(slice), slice.id());
    targets(slice).forEach(target -> drop(byTarget, target, slice.id()));
  }

  private static <M extends Map<ResourceId, ?>> void drop(
      Map<String, M> maps, String key, ResourceId id) {
    M map = maps.get(key);
    if (map != null && map.remove(id) != null && map.isEmpty()) {
      maps.remove(key);
    }
  }

  Collection<EndpointSlice> of(String service) {
    TreeMap<ResourceId, EndpointSlice> found = byService.get(service);
    return found == null ? List.of() : found.values();
  }

  /// The slices with an endpoint that is this pod, or may be, and the services that they are of.
  Map<ResourceId, String> of(Pod pod) {
    String namespace = pod.metadata().namespace();
    Map<ResourceId, String> slices =
        new TreeMap<>(ofTarget(ofPod(namespace, pod.metadata().name())));
    for (String address : pod.status().addresses()) {
      slices.putAll(ofTarget(ofAddress(namespace, address)));
    }
    return slices;
  }

  private Map<ResourceId, String> ofTarget(String target) {
    TreeMap<ResourceId, String> found = byTarget.get(target);
    return found == null ? Map.of() : found;
  }

  /// The pods that the slice names, and for endpoints that name none, their addresses.
  private static Set<String> targets(EndpointSlice slice) {
    Set<String> targets = new HashSet<>();
    String own = slice.metadata().namespace();
    for (EndpointSlice.Endpoint endpoint : slice.endpoints()) {
      EndpointSlice.Target target = endpoint.target();
      if (target == null || !target.kind().equals("Pod")) {
        endpoint.addresses().forEach(address -> targets.add(ofAddress(own, address)));
      } else {
        String namespace = target.namespace().isEmpty() ? own : target.namespace();
        targets.add(ofPod(namespace, target.name()));
      }
    }
    return targets;
  }

  private static String ofPod(String namespace, String name) {
    return "pod " + ResourceStore.key(namespace, name);
  }

  private static String ofAddress(String namespace, String address) {
    return "address " + ResourceStore.key(namespace, address);
  }
}
