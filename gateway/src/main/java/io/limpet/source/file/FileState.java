package io.limpet.source.file;

import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.model.ResourceId;
import io.limpet.model.istio.ClosedPolicy;
import io.limpet.model.reading.Manifest;
import io.limpet.model.reading.Reading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one file last said: its text, whether the file could not be read after that,
/// the resources that it serves, and what is wrong with it.
///
/// An edit that cannot be read keeps what the file served before, so that a file saved in the
/// middle of a thought takes nothing down.
record FileState(
    String text, boolean failed, Map<ResourceId, Reading.Read> resources, List<Problem> problems) {
  private static final String KEPT_FILE = "the last good version of this file keeps serving";
  private static final String KEPT_RESOURCE = "its last good version keeps serving";
  private static final String LEFT_OUT = "it is left out";
  private static final String CLOSES = "until then, what it guards is closed";

  static final FileState NEW = new FileState("", true, Map.of(), List.of());

  /// The state after the file's text became `newText`.
  FileState read(String newText, String source, String namespace) {
    if (newText.isBlank() && !resources.isEmpty()) {
      return new FileState(newText, false, resources, List.of(emptied(source)));
    }
    Manifest manifest = Manifest.read(newText, source, namespace);
    if (!manifest.syntax().isEmpty() && !resources.isEmpty()) {
      return new FileState(newText, false, resources, concluded(manifest.syntax(), KEPT_FILE));
    }
    Map<ResourceId, Reading.Read> served = new LinkedHashMap<>();
    List<Problem> found = new ArrayList<>(concluded(manifest.syntax(), LEFT_OUT));
    for (Reading reading : manifest.readings()) {
      found.addAll(serve(reading, served));
    }
    return new FileState(newText, false, served, found);
  }

  /// A shell's `>` empties a file well before the program behind it writes.
  private static Problem emptied(String source) {
    return new Problem(
        Severity.WARNING,
        new Origin(source, 0),
        "",
        "",
        "empty-file",
        "is empty; " + KEPT_FILE + ": delete the file to take its resources away");
  }

  /// The state after the file could not be read at all.
  FileState unreadable(Problem problem) {
    return new FileState(
        text,
        true,
        resources,
        resources.isEmpty() ? List.of(problem) : List.of(problem.with(KEPT_FILE)));
  }

  private List<Problem> serve(Reading reading, Map<ResourceId, Reading.Read> served) {
    return switch (reading) {
      case Reading.Read read -> {
        Reading.Read first = served.putIfAbsent(read.resource().id(), read);
        yield first == null ? read.problems() : List.of(duplicate(read, first));
      }
      case Reading.Broken broken -> {
        Reading.Read before = resources.get(broken.id());
        if (before == null || before.resource() instanceof ClosedPolicy) {
          yield concluded(broken.problems(), serveInstead(broken, served));
        }
        served.putIfAbsent(broken.id(), before);
        yield concluded(broken.problems(), KEPT_RESOURCE);
      }
      case Reading.Unknown unknown -> unknown.problems();
    };
  }

  /// What a resource without a good version leads to.
  private static String serveInstead(Reading.Broken broken, Map<ResourceId, Reading.Read> served) {
    Reading.Read instead = broken.instead();
    if (instead == null) {
      return LEFT_OUT;
    }
    served.putIfAbsent(broken.id(), instead);
    return CLOSES;
  }

  /// A resource that is already defined elsewhere, by a file before this one or higher up in it.
  static Problem duplicate(Reading.Read second, Reading.Read first) {
    Origin origin = second.resource().origin();
    return new Problem(
        Severity.ERROR,
        origin,
        second.resource().id().toString(),
        "",
        "defined-twice",
        "is also defined at "
            + first.resource().origin()
            + ", and that one serves; remove one of the two");
  }

  private static List<Problem> concluded(List<Problem> problems, String consequence) {
    return problems.stream()
        .map(
            each ->
                each.severity() == Severity.WARNING || each.message().endsWith("left out")
                    ? each
                    : each.with(consequence))
        .toList();
  }
}
