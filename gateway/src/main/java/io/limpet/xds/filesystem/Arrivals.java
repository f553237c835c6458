package io.limpet.xds.filesystem;

import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.Problem.Severity;
import io.limpet.source.file.Watch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Waits on a thread of its own for what is moved into some folders, from when there is one.
final class Arrivals implements AutoCloseable {
  /// What is moved one after the other, as a certificate and its key, is read together.
  private static final Duration QUIET = Duration.ofMillis(50);

  private final Runnable changed;
  private final Set<Arrival> came = new HashSet<>(); // guarded by this
  private volatile Set<Arrival> awaited = Set.of(); // configuration thread writes
  private @Nullable Watch watch; // guarded by this

  /// `changed` is called, on the thread that waits, when something came.
  Arrivals(Runnable changed) {
    this.changed = changed;
  }

  /// Waits for these and no others; tells of the folders that cannot be watched.
  synchronized List<Problem> await(Set<Arrival> all) {
    awaited = all;
    Set<Path> folders = all.stream().map(Arrival::folder).collect(Collectors.toSet());
    if (watch == null && folders.isEmpty()) {
      return List.of();
    }
    try {
      Watch over = watch == null ? started() : watch;
      var _ = over.over(folders);
      Set<Path> watched = over.folders();
      return folders.stream()
          .filter(each -> !watched.contains(each))
          .sorted()
          .map(each -> unwatched(each, "is it there, and is fs.inotify.max_user_watches reached?"))
          .toList();
    } catch (IOException limit) {
      return folders.stream()
          .sorted()
          .map(each -> unwatched(each, "raise fs.inotify.max_user_instances"))
          .toList();
    }
  }

  /// What came since this was asked last.
  synchronized Set<Arrival> came() {
    Set<Arrival> all = Set.copyOf(came);
    came.clear();
    return all;
  }

  private void saw(Set<Path> paths) {
    List<Arrival> seen = awaited.stream().filter(each -> each.isIn(paths)).toList();
    if (!seen.isEmpty()) {
      synchronized (this) {
        came.addAll(seen);
      }
      changed.run();
    }
  }

  private Watch started() throws IOException {
    Watch started = Watch.forArrivals(QUIET);
    watch = started;
    Thread.ofVirtual().name("secret-files").start(() -> run(started));
    return started;
  }

  private void run(Watch over) {
    try {
      while (true) {
        saw(over.await());
      }
    } catch (ClosedWatchServiceException closed) {
      return;
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException("the watch over secrets ended by itself", nobodyDoes);
    }
  }

  private static Problem unwatched(Path folder, String remedy) {
    return new Problem(
        Severity.ERROR,
        new Origin(folder.toString(), 0),
        "",
        "",
        "unwatched-folder",
        "cannot be watched, so secrets of files in it stay as they are: " + remedy);
  }

  @Override
  public synchronized void close() {
    if (watch != null) {
      try {
        watch.close();
      } catch (IOException failure) {
        throw new UncheckedIOException("closing the watch over secrets", failure);
      }
    }
  }
}
