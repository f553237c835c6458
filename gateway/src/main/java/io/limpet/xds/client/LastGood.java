package io.limpet.xds.client;

import io.limpet.xds.resources.Resources;
import io.limpet.xds.resources.ResourcesFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What was carried out last, on disk, for a start at which no control plane answers. A burst of
/// changes is written once, by a thread of its own.
final class LastGood {
  private static final String NAME = "gateway-resources";
  private static final long PAUSE_MILLIS = 500;

  private final @Nullable ResourcesFile file;
  private final ScheduledExecutorService executor;
  private final Consumer<String> tell;
  private final ReentrantLock writing = new ReentrantLock();

  // The executor's thread only.
  private @Nullable Resources pending;

  /// Without a folder nothing is kept.
  LastGood(@Nullable Path folder, ScheduledExecutorService executor, Consumer<String> tell) {
    this.file = folder == null ? null : new ResourcesFile(folder.resolve(NAME));
    this.executor = executor;
    this.tell = tell;
  }

  void keep(Resources resources) {
    if (file == null) {
      return;
    }
    if (pending == null) {
      var _ =
          executor.schedule(
              () -> Thread.startVirtualThread(writer(file)), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
    pending = resources;
  }

  /// What is still to be written is, before this returns.
  void flush() {
    if (file != null && pending != null) {
      writer(file).run();
    }
  }

  /// The executor's thread.
  private Runnable writer(ResourcesFile to) {
    @Nullable Resources resources = pending;
    pending = null;
    return () -> {
      if (resources == null) {
        return;
      }
      writing.lock();
      try {
        to.write(resources);
      } catch (IOException failed) {
        tell.accept("state: " + to.path() + " cannot be written: " + failed.getMessage());
      } finally {
        writing.unlock();
      }
    };
  }

  /// Nothing where nothing is kept, or what is there is of no use; that is told.
  Optional<Resources> read() {
    if (file == null) {
      return Optional.empty();
    }
    try {
      return file.read();
    } catch (IOException failed) {
      tell.accept("state: " + failed.getMessage() + "; the start waits for the control plane");
      return Optional.empty();
    }
  }

  String place() {
    return file == null ? "" : file.path().toString();
  }
}
