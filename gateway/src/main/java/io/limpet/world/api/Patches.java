package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.JsonPatch;
import io.limpet.world.document.MergePatch;
import io.limpet.world.document.StrategicMerge;
import io.limpet.world.document.Tree;

/// The patches that Kubernetes knows, told apart by their content type.
final class Patches {
  private Patches() {}

  static boolean isApply(Call call) {
    return call.contentType().startsWith("application/apply-patch");
  }

  static Mapping apply(Mapping target, Call call) {
    String type = call.contentType().replaceFirst(";.*", "").strip();
    return switch (type) {
      case "application/strategic-merge-patch+json" ->
          StrategicMerge.apply(target, call.document());
      case "application/merge-patch+json" -> MergePatch.apply(target, call.document());
      case "application/json-patch+json" -> json(target, call);
      default ->
          throw new StatusException(
              415,
              "UnsupportedMediaType",
              "a patch is application/json-patch+json, merge-patch+json,"
                  + " strategic-merge-patch+json or apply-patch+yaml, not "
                  + type);
    };
  }

  private static Mapping json(Mapping target, Call call) {
    try {
      return JsonPatch.apply(target, Tree.items(call.tree()));
    } catch (IllegalArgumentException impossible) {
      throw StatusException.invalid("the patch cannot be applied: " + impossible.getMessage());
    }
  }
}
