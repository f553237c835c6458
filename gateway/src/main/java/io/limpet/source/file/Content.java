package io.limpet.source.file;

import io.limpet.model.Change;
import io.limpet.model.Problem;
import io.limpet.model.ResourceId;
import io.limpet.model.reading.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// What all files say together, and what of it has been said already. The first file by path order
/// serves a resource that several define.
final class Content {
  private final String namespace;
  private final Map<Path, FileState> states = new TreeMap<>();

  /// Of the files that need not be read again as long as they have it.
  private final Map<Path, FileVersion> versions = new HashMap<>();

  private Map<ResourceId, Reading.Read> served = Map.of();
  private Map<Path, List<Problem>> reported = Map.of();

  Content(String namespace) {
    this.namespace = namespace;
  }

  /// What is different since the last time: problems, resources in the order of the files, and what
  /// is gone. `all` files are read, or those that look changed.
  List<Change> changes(Listing listing, boolean all) {
    states.keySet().retainAll(listing.files());
    versions.keySet().retainAll(all ? Set.of() : listing.files());
    for (Path file : listing.files()) {
      states.compute(file, (_, state) -> next(file, state == null ? FileState.NEW : state));
    }
    SortedMap<Path, List<Problem>> problems = new TreeMap<>();
    listing.problems().forEach((path, problem) -> problems.put(path, List.of(problem)));
    Map<ResourceId, Reading.Read> resources = new LinkedHashMap<>();
    states.forEach((file, state) -> merge(file, state, resources, problems));
    List<Change> changes = new ArrayList<>();
    sayProblems(problems, changes);
    sayResources(resources, changes);
    served = resources;
    reported = problems;
    return changes;
  }

  private FileState next(Path file, FileState state) {
    FileVersion before = versions.remove(file);
    try {
      FileVersion version = FileVersion.of(file);
      String text = version.equals(before) ? state.text() : Files.readString(file);
      if (version.isSettled()) {
        versions.put(file, version);
      }
      return text.equals(state.text()) && !state.failed()
          ? state
          : state.read(text, file.toString(), namespace);
    } catch (IOException failure) {
      return state.unreadable(Listing.unreadable(file, failure));
    }
  }

  private static void merge(
      Path file,
      FileState state,
      Map<ResourceId, Reading.Read> resources,
      Map<Path, List<Problem>> problems) {
    List<Problem> all = new ArrayList<>(state.problems());
    state
        .resources()
        .forEach(
            (id, read) -> {
              Reading.Read first = resources.putIfAbsent(id, read);
              if (first != null) {
                all.add(FileState.duplicate(read, first));
              }
            });
    if (!all.isEmpty()) {
      problems.merge(
          file,
          all,
          (before, more) -> {
            List<Problem> both = new ArrayList<>(before);
            both.addAll(more);
            return both;
          });
    }
  }

  private void sayProblems(Map<Path, List<Problem>> problems, List<Change> changes) {
    problems.forEach(
        (path, list) -> {
          if (!list.equals(reported.get(path))) {
            changes.add(new Change.Problems(path.toString(), list));
          }
        });
    reported.keySet().stream()
        .filter(path -> !problems.containsKey(path))
        .forEach(path -> changes.add(new Change.Problems(path.toString(), List.of())));
  }

  private void sayResources(Map<ResourceId, Reading.Read> resources, List<Change> changes) {
    resources.forEach(
        (id, read) -> {
          Reading.Read before = served.get(id);
          if (before == null
              || !before.resource().equals(read.resource())
              || !before.document().equals(read.document())) {
            changes.add(new Change.Put(read.resource(), read.document()));
          }
        });
    served.keySet().stream()
        .filter(id -> !resources.containsKey(id))
        .forEach(id -> changes.add(new Change.Delete(id)));
  }
}
