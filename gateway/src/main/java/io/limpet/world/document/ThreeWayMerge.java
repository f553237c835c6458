package io.limpet.world.document;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings a new version of a document to a live object that others may have changed meanwhile.
///
/// As `kubectl apply` does it: what the last applied version had and the new one has not is
/// removed, what the new one has is set, and everything else of the live object stays. Lists are
/// taken whole.
public final class ThreeWayMerge {
  /// What happens to a field that says the same in the last applied and in the new version.
  public enum Unchanged {
    /// It is set again: kubectl's way, when a person applies.
    SET_AGAIN,
    /// The live value stays, so a manual `scale` survives an edit elsewhere in a watched file.
    KEEP_LIVE
  }

  private final Unchanged unchanged;

  public ThreeWayMerge(Unchanged unchanged) {
    this.unchanged = unchanged;
  }

  public Mapping merge(Mapping last, Mapping live, Mapping next) {
    Map<String, Value> fields = new LinkedHashMap<>(live.fields());
    for (String name : last.fields().keySet()) {
      if (!next.fields().containsKey(name)) {
        fields.remove(name);
      }
    }
    next.fields()
        .forEach(
            (name, value) -> {
              Value before = last.fields().get(name);
              Value now = live.fields().get(name);
              if (value instanceof Value.Nothing) {
                fields.remove(name);
              } else if (value instanceof Mapping wanted && now instanceof Mapping present) {
                Mapping applied = before instanceof Mapping mapping ? mapping : Tree.EMPTY;
                fields.put(name, merge(applied, present, wanted));
              } else if (!keeps(before, value)) {
                fields.put(name, value);
              }
            });
    return new Mapping(next.line(), fields, next.keyLines());
  }

  private boolean keeps(@Nullable Value before, Value next) {
    return unchanged == Unchanged.KEEP_LIVE && before != null && Tree.same(before, next);
  }
}
