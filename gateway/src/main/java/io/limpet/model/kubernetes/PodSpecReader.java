package io.limpet.model.kubernetes;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what a pod is to run, and the template that says it for many pods.
final class PodSpecReader {
  private static final int DEFAULT_GRACE_SECONDS = 30;
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "activeDeadlineSeconds",
          "affinity",
          "automountServiceAccountToken",
          "dnsConfig",
          "dnsPolicy",
          "enableServiceLinks",
          "ephemeralContainers",
          "hostAliases",
          "hostIPC",
          "hostNetwork",
          "hostPID",
          "hostUsers",
          "hostname",
          "hostnameOverride",
          "imagePullSecrets",
          "nodeSelector",
          "os",
          "overhead",
          "preemptionPolicy",
          "priority",
          "priorityClassName",
          "readinessGates",
          "resourceClaims",
          "resources",
          "restartPolicy",
          "runtimeClassName",
          "schedulerName",
          "schedulingGates",
          "securityContext",
          "serviceAccount",
          "setHostnameAsFQDN",
          "shareProcessNamespace",
          "subdomain",
          "tolerations",
          "topologySpreadConstraints",
          "volumes");

  private PodSpecReader() {}

  static PodSpec read(Fields spec) {
    spec.known(WITHOUT_EFFECT);
    if (!spec.has("containers")) {
      spec.refuse("containers", "missing-field", "is missing; write at least one container");
    }
    return new PodSpec(
        spec.text("nodeName"),
        spec.text("serviceAccountName"),
        spec.allItems("containers", ContainerReader::read),
        spec.allItems("initContainers", ContainerReader::sidecar),
        spec.number("terminationGracePeriodSeconds", 0, Integer.MAX_VALUE, DEFAULT_GRACE_SECONDS));
  }

  /// The template of a Deployment or StatefulSet; null where it is wrong.
  static @Nullable PodTemplate template(Fields owner) {
    return owner.requiredPart(
        "template",
        template -> {
          Described metadata = template.part("metadata", PodSpecReader::metadata);
          PodSpec spec = template.requiredPart("spec", PodSpecReader::read);
          return new PodTemplate(
              metadata == null ? Map.of() : metadata.labels(),
              metadata == null ? Map.of() : metadata.annotations(),
              spec == null ? new PodSpec("", "", List.of(), List.of(), 0) : spec);
        });
  }

  private static Described metadata(Fields metadata) {
    metadata.known(Set.of("creationTimestamp", "finalizers", "name", "namespace"));
    return new Described(Labels.of(metadata, "labels"), metadata.looseTextMap("annotations"));
  }

  private record Described(Map<String, String> labels, Map<String, String> annotations) {}
}
