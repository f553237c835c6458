package io.limpet.model.fields;

import io.limpet.model.tree.Value;
import java.util.regex.Pattern;

/// Kubernetes' quantities, such as `100m`, `1.5` or `512Mi`.
public final class Quantities {
  private static final Pattern QUANTITY =
      Pattern.compile(
          "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)" + "([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?");

  private Quantities() {}

  /// Warns of each entry of a mapping that is no quantity.
  public static void check(Fields fields, String key) {
    if (!(fields.take(key) instanceof Value.Mapping quantities)) {
      return;
    }
    quantities
        .fields()
        .forEach(
            (name, value) -> {
              if (!valid(value)) {
                fields.warnEntry(
                    key,
                    name,
                    "bad-quantity",
                    "is no quantity, and a cluster would refuse it; write one such as 100m or"
                        + " 512Mi");
              }
            });
  }

  private static boolean valid(Value value) {
    return switch (value) {
      case Value.Text text -> QUANTITY.matcher(text.value()).matches();
      case Value.Whole _, Value.Fraction _ -> true;
      case Value.Mapping _, Value.Sequence _, Value.Truth _, Value.Nothing _ -> false;
    };
  }
}
