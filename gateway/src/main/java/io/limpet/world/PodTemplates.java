package io.limpet.world;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.StoredObject;
import java.util.List;

/// Makes documents of objects that controllers own.
final class PodTemplates {
  static final String HASH_LABEL = "pod-template-hash";
  static final String NODE = "limpet";

  private PodTemplates() {}

  /// What makes one object another's.
  static Mapping owner(StoredObject owner) {
    return Tree.document(
        "apiVersion", owner.apiVersion(),
        "kind", owner.key().kind(),
        "name", owner.name(),
        "uid", owner.uid(),
        "controller", true,
        "blockOwnerDeletion", true);
  }

  static Mapping template(StoredObject workload) {
    return Tree.mapping(workload.document(), "spec", "template");
  }

  /// A pod of the workload's template.
  static Mapping pod(StoredObject owner, Mapping template, String name) {
    Mapping metadata =
        Tree.document(
            "name", name,
            "namespace", owner.namespace(),
            "labels", Tree.mapping(template, "metadata", "labels"),
            "annotations", Tree.mapping(template, "metadata", "annotations"),
            "ownerReferences", List.of(owner(owner)));
    if (Tree.mapping(metadata, "annotations").fields().isEmpty()) {
      metadata = Tree.without(metadata, "annotations");
    }
    Mapping spec = Tree.mapping(template, "spec");
    spec = Tree.with(spec, NODE, "nodeName");
    if (!Tree.has(spec, "restartPolicy")) {
      spec = Tree.with(spec, "Always", "restartPolicy");
    }
    return Tree.document(
        "apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", spec, "status", PENDING);
  }

  private static final Mapping PENDING = Tree.document("phase", "Pending");
}
