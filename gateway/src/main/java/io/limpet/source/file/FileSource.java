package io.limpet.source.file;

import io.limpet.model.Change;
import io.limpet.source.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Files, and folders with all their YAML and JSON files, read and then watched.
///
/// What happens does not matter, only what is there after it: each time, all files are looked at
/// and the difference to what was said before is said. Editors that write anew, rename or swap
/// links, as Kubernetes does below a mounted ConfigMap, are then all alike.
public final class FileSource implements Source {
  private static final Duration QUIET = Duration.ofMillis(50);
  private static final Duration RECHECK = Duration.ofSeconds(5);

  private final List<Path> paths;
  private final Content content;
  private final Watch watch;
  private volatile boolean closed; // set by close, read by the thread
  private @Nullable Thread thread; // set by start, before close

  /// `namespace` is that of resources that name none. It fails where the system lets no more
  /// processes watch files (on Linux, `fs.inotify.max_user_instances`).
  public FileSource(List<Path> paths, String namespace) throws IOException {
    this(paths, namespace, QUIET, RECHECK);
  }

  FileSource(List<Path> paths, String namespace, Duration quiet, Duration recheck)
      throws IOException {
    this.paths = List.copyOf(paths);
    this.content = new Content(namespace);
    this.watch = new Watch(quiet, recheck);
  }

  @Override
  public void start(Consumer<Change> sink) {
    thread = Thread.ofVirtual().name("files").start(() -> run(sink));
  }

  private void run(Consumer<Change> sink) {
    try {
      say(sink, true);
      sink.accept(new Change.Synced());
      while (!closed) {
        say(sink, watch.await().isEmpty());
      }
    } catch (InterruptedException | ClosedWatchServiceException ended) {
      if (!closed) {
        throw new IllegalStateException("the watch over files ended by itself", ended);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("looking for files", failure);
    }
  }

  /// After events only the files that look changed are read; where there were none, all of them, as
  /// a file system that sends no events may be wrong about times too.
  private void say(Consumer<Change> sink, boolean all) throws IOException {
    Listing listing = Listing.of(paths);
    while (watch.over(listing.folders())) {
      listing = Listing.of(paths);
    }
    for (Change change : content.changes(listing, all)) {
      if (closed) {
        return;
      }
      sink.accept(change);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      watch.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("closing the watch over files", failure);
    }
    if (thread != null && !thread.equals(Thread.currentThread())) {
      thread.interrupt();
      await(thread);
    }
  }

  private static void await(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
