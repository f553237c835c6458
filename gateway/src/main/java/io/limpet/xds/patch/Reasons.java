package io.limpet.xds.patch;

import io.limpet.model.fields.Suggestion;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// Sentences on names that lead nowhere.
final class Reasons {
  private static final int FEW = 8;

  private Reasons() {}

  /// `what` is such as "listener".
  static String noneCalled(String what, String name, Collection<String> names) {
    return "no " + what + " is called " + name + "; " + instead(name, names);
  }

  static String instead(String name, Collection<String> names) {
    return Suggestion.of(name, names)
        .map(meant -> "did you mean " + meant + "?")
        .orElseGet(() -> "there " + list(names));
  }

  static String list(Collection<?> names) {
    List<String> sorted = List.copyOf(new TreeSet<>(names.stream().map(String::valueOf).toList()));
    String few = String.join(", ", sorted.subList(0, Math.min(FEW, sorted.size())));
    return sorted.isEmpty()
        ? "are none"
        : (sorted.size() == 1 ? "is " : "are ") + few + (sorted.size() > FEW ? ", …" : "");
  }
}
