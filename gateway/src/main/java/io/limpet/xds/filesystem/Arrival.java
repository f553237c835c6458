package io.limpet.xds.filesystem;

import io.envoyproxy.envoy.config.core.v3.WatchedDirectory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/// What is waited for: that something is moved into a folder under this name, or, where it is
/// empty, under any.
record Arrival(Path folder, String name) {
  /// A file is looked at when it is moved to its place; with a folder beside it, when anything is
  /// moved there, as Kubernetes moves the link `..data` of a mounted Secret.
  static Arrival of(Path file, WatchedDirectory watched) {
    return watched.getPath().isEmpty()
        ? new Arrival(folder(file), String.valueOf(file.getFileName()))
        : new Arrival(Path.of(watched.getPath()).toAbsolutePath(), "");
  }

  /// The files that a secret names are all looked at when anything is moved beside one of them.
  static Set<Arrival> of(Collection<Path> files, WatchedDirectory watched) {
    if (files.isEmpty()) {
      return Set.of();
    }
    return watched.getPath().isEmpty()
        ? files.stream().map(file -> new Arrival(folder(file), "")).collect(Collectors.toSet())
        : Set.of(new Arrival(Path.of(watched.getPath()).toAbsolutePath(), ""));
  }

  private static Path folder(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  /// Whether it is among what came. A folder itself stands for all that may have come into it.
  boolean isIn(Set<Path> came) {
    return came.contains(folder)
        || came.stream().anyMatch(each -> folder.equals(each.getParent()) && is(each));
  }

  private boolean is(Path file) {
    return name.isEmpty() || name.equals(String.valueOf(file.getFileName()));
  }
}
