package io.limpet.world.document;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;

/// JSON Merge Patch (RFC 7396).
public final class MergePatch {
  private MergePatch() {}

  public static Mapping apply(Mapping target, Mapping patch) {
    Map<String, Value> fields = new LinkedHashMap<>(target.fields());
    patch
        .fields()
        .forEach(
            (name, value) -> {
              if (value instanceof Value.Nothing) {
                fields.remove(name);
              } else if (value instanceof Mapping part) {
                Mapping below =
                    target.fields().get(name) instanceof Mapping mapping ? mapping : Tree.EMPTY;
                fields.put(name, apply(below, part));
              } else {
                fields.put(name, value);
              }
            });
    return new Mapping(target.line(), fields, target.keyLines());
  }
}
