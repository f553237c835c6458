package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.StoredObject;

/// The subresource `scale` of workloads (Kubernetes: Scale v1 autoscaling).
final class Scales {
  private final Objects objects;

  Scales(Objects objects) {
    this.objects = objects;
  }

  Reply.Json answer(Call call) {
    return switch (call.method()) {
      case "GET" -> Reply.ok(scale(objects.get()));
      case "PUT" -> set(call.document());
      case "PATCH" -> set(Patches.apply(scale(objects.get()), call));
      default -> throw new StatusException(405, "MethodNotAllowed", "a scale is read or set");
    };
  }

  private Reply.Json set(Mapping scale) {
    long replicas = Tree.whole(scale, 0, "spec", "replicas");
    if (replicas < 0) {
      throw StatusException.invalid(
          "Scale \""
              + Tree.text(scale, "metadata", "name")
              + "\" is invalid: spec.replicas: must be greater than or equal to 0");
    }
    return Reply.ok(
        scale(objects.change(document -> Tree.with(document, replicas, "spec", "replicas"))));
  }

  private static Mapping scale(StoredObject workload) {
    Mapping metadata =
        Tree.document(
            "name", workload.name(),
            "namespace", workload.namespace(),
            "uid", workload.uid(),
            "resourceVersion", Long.toString(workload.version()),
            "creationTimestamp", workload.createdAt());
    long wanted = Tree.whole(workload.document(), 1, "spec", "replicas");
    long present = Tree.whole(workload.document(), 0, "status", "replicas");
    return Tree.document(
        "kind",
        "Scale",
        "apiVersion",
        "autoscaling/v1",
        "metadata",
        metadata,
        "spec",
        Tree.document("replicas", wanted),
        "status",
        Tree.document("replicas", present));
  }
}
