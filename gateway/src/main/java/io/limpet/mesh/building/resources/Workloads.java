package io.limpet.mesh.building.resources;

import io.limpet.model.Metadata;
import io.limpet.model.kubernetes.EndpointSlice;
import io.limpet.model.kubernetes.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// What runs behind an endpoint, and how Istio's metadata describes it.
public final class Workloads {
  /// A CronJob's Jobs have the minute at which each was to run in their names.
  private static final Pattern CRON_JOB = Pattern.compile("(.+)-\\d{8,10}$");

  private final ResourceStore store;

  public Workloads(ResourceStore store) {
    this.store = store;
  }

  /// The pod that the slice names, or else the one with that address in its namespace.
  public Optional<Pod> pod(EndpointSlice slice, EndpointSlice.Endpoint endpoint, String address) {
    EndpointSlice.Target target = endpoint.target();
    String own = slice.metadata().namespace();
    if (target == null || !target.kind().equals("Pod")) {
      return store.podAt(own, address);
    }
    return store.pod(target.namespace().isEmpty() ? own : target.namespace(), target.name());
  }

  /// `workload;namespace;service;revision;cluster`.
  public static String describe(Pod pod) {
    var metadata = pod.metadata();
    return describe(name(metadata), metadata.namespace(), metadata.labels());
  }

  /// That of what made the Pod, and of what in turn made that, as its name and the Pod's labels
  /// tell (`GetDeployMetaFromPod` in Istio's `pkg/kube/util.go`).
  private static String name(Metadata pod) {
    Metadata.Controller controller = pod.controller();
    if (controller == null) {
      return pod.name();
    }
    return switch (controller.kind()) {
      case "ReplicaSet" ->
          without(
              without(controller.name(), pod.labels(), "pod-template-hash"),
              pod.labels(),
              "rollouts-pod-template-hash");
      case "ReplicationController" -> first(pod.labels(), controller.name(), "deploymentconfig");
      case "Job" -> CRON_JOB.matcher(controller.name()).replaceFirst("$1");
      default -> controller.name();
    };
  }

  private static String without(String name, Map<String, String> labels, String key) {
    String hash = labels.getOrDefault(key, "");
    return !hash.isEmpty() && name.endsWith("-" + hash)
        ? name.substring(0, name.length() - hash.length() - 1)
        : name;
  }

  public static String describe(String name, String namespace, Map<String, String> labels) {
    String workload = first(labels, name, "service.istio.io/workload-name");
    String service =
        first(labels, workload, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app");
    String revision =
        first(
            labels,
            "",
            "service.istio.io/canonical-revision",
            "app.kubernetes.io/version",
            "version");
    return String.join(
        ";", workload, namespace, service, revision.equals("latest") ? "" : revision, "Kubernetes");
  }

  private static String first(Map<String, String> labels, String otherwise, String... keys) {
    for (String key : keys) {
      String value = labels.get(key);
      if (value != null) {
        return value;
      }
    }
    return otherwise;
  }
}
