package io.limpet.world.api;

import io.limpet.model.Kind;
import io.limpet.model.Problem;
import io.limpet.model.reading.Kinds;
import io.limpet.model.reading.Reading;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.util.List;

/// Reads a document as the rest of Limpet will, to tell whoever sends it at once what is wrong.
///
/// What can be served is accepted and its problems become warnings; only a document that cannot be
/// read as its kind at all is refused.
final class Checks {
  static final String SOURCE = "kubernetes-api";

  private Checks() {}

  static List<String> check(Mapping document, String namespace) {
    String kind = Tree.text(document, "kind");
    if (Kind.of(Tree.text(document, "apiVersion"), kind).isEmpty()) {
      return List.of();
    }
    return switch (new Kinds(SOURCE, namespace).read(document)) {
      case Reading.Read(_, _, List<Problem> problems) ->
          problems.stream().map(Checks::line).toList();
      case Reading.Broken(_, List<Problem> problems, _) -> throw refused(document, problems);
      case Reading.Unknown(List<Problem> problems) -> throw refused(document, problems);
    };
  }

  private static StatusException refused(Mapping document, List<Problem> problems) {
    return StatusException.invalid(
        Tree.text(document, "kind"), Tree.text(document, "metadata", "name"), problems);
  }

  private static String line(Problem problem) {
    return (problem.field().isEmpty() ? "" : problem.field() + ": ") + problem.message();
  }
}
