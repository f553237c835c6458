package io.limpet.cli;

import io.limpet.model.Problem;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Tells each problem once, when it comes up; and that a place is fine again when all of its
/// problems are gone.
final class ProblemLog {
  private final Consumer<String> out;
  private final Map<String, Set<Problem>> told = new HashMap<>(); // configuration thread only

  ProblemLog(Consumer<String> out) {
    this.out = out;
  }

  /// All problems that a place (a file, a step) has now.
  void tell(String place, List<Problem> problems) {
    Set<Problem> before = told.getOrDefault(place, Set.of());
    for (Problem problem : problems) {
      if (!before.contains(problem)) {
        out.accept(problem.severity().name().toLowerCase(java.util.Locale.ROOT) + ": " + problem);
      }
    }
    if (problems.isEmpty() && !before.isEmpty()) {
      out.accept(place + ": fine again");
    }
    told.put(place, new HashSet<>(problems));
  }
}
