package io.limpet.mesh.building;

import io.limpet.mesh.GatewayProxy;
import io.limpet.mesh.building.instances.ServiceInstances;
import io.limpet.mesh.building.resources.ResourceStore;
import io.limpet.mesh.building.resources.SliceIndex;
import io.limpet.model.Kind;
import io.limpet.model.Metadata;
import io.limpet.model.Resource;
import io.limpet.model.istio.ConfigMap;
import io.limpet.model.istio.ProxyConfigReader;
import io.limpet.model.istio.WorkloadEntry;
import io.limpet.model.kubernetes.Deployment;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Namespace;
import io.limpet.model.kubernetes.Pod;
import io.limpet.model.kubernetes.StatefulSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What may be another than at the last build. Only the configuration thread may use it.
final class Touched {
  private final GatewayProxy proxy;
  private final String istioNamespace;
  private final ResourceStore store;

  /// The services (`namespace/name`) whose endpoints may be others now.
  private final Set<String> services = new HashSet<>();

  private boolean everything = true;
  private boolean endpoints;

  Touched(GatewayProxy proxy, String istioNamespace, ResourceStore store) {
    this.proxy = proxy;
    this.istioNamespace = istioNamespace;
    this.store = store;
  }

  Set<String> services() {
    return services;
  }

  /// More than endpoints.
  boolean everything() {
    return everything;
  }

  /// The endpoints of all services.
  boolean endpoints() {
    return endpoints;
  }

  boolean nothing() {
    return !everything && services.isEmpty();
  }

  void clear() {
    services.clear();
    everything = false;
    endpoints = false;
  }

  void everythingIf(boolean other) {
    everything |= other;
  }

  void endpointsIf(boolean other) {
    endpoints |= other;
  }

  /// A resource came, or went, or took the place of an `old` one.
  void by(Resource resource, Optional<Resource> old, ServiceInstances known) {
    switch (resource) {
      case EndpointSlice slice -> {
        known.forget(slice.id());
        services.add(SliceIndex.serviceOf(slice));
        old.ifPresent(before -> services.add(SliceIndex.serviceOf((EndpointSlice) before)));
      }
      case Pod pod -> {
        if (old.isEmpty() || !samePlace(pod, (Pod) old.get())) {
          behind(pod, known);
          old.ifPresent(before -> behind((Pod) before, known));
          everything |= pod.metadata().namespace().equals(proxy.namespace());
        }
      }
      case WorkloadEntry entry -> {
        services.addAll(store.servicesOf(entry));
        old.ifPresent(before -> services.addAll(store.servicesOf((WorkloadEntry) before)));
      }
      case Deployment _, StatefulSet _ -> {} // nothing here depends on them
      case Namespace namespace ->
          everything |= old.isEmpty() || !sameLabels(namespace.metadata(), old.get().metadata());
      case ConfigMap config ->
          everything |= isOfMesh(config) || hasAuthorities(config, old.orElse(config));
      default -> {
        everything = true;
        endpoints |= resource.kind() == Kind.NODE;
      }
    }
  }

  private void behind(Pod pod, ServiceInstances known) {
    store.slicesOf(pod).forEach(known::forget);
    services.addAll(store.servicesOf(pod));
  }

  /// Whether the endpoints of both pods are described alike.
  private static boolean samePlace(Pod pod, Pod old) {
    return pod.metadata().labels().equals(old.metadata().labels())
        && Objects.equals(pod.metadata().controller(), old.metadata().controller())
        && proxyConfig(pod).equals(proxyConfig(old))
        && pod.spec().node().equals(old.spec().node())
        && pod.spec().serviceAccount().equals(old.spec().serviceAccount())
        && pod.status().phase() == old.status().phase()
        && pod.status().ready() == old.status().ready()
        && pod.status().addresses().equals(old.status().addresses());
  }

  private static String proxyConfig(Pod pod) {
    return pod.metadata().annotations().getOrDefault(ProxyConfigReader.ANNOTATION, "");
  }

  private static boolean sameLabels(Metadata one, Metadata other) {
    return one.labels().equals(other.labels()) && one.annotations().equals(other.annotations());
  }

  private boolean isOfMesh(ConfigMap config) {
    return config.metadata().namespace().equals(istioNamespace)
        && config.metadata().name().equals(ConfigMap.NAME);
  }

  private static boolean hasAuthorities(ConfigMap config, Resource old) {
    return !config.authorities().isEmpty()
        || (old instanceof ConfigMap before && !before.authorities().isEmpty());
  }
}
