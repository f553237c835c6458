package io.limpet.source.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Waits until something happens in some folders.
final class Watch implements AutoCloseable {
  private static final int MAX_NOISY_ROUNDS = 20;

  private final WatchService service;
  private final Duration quiet;
  private final Duration recheck;
  private final Map<Path, WatchKey> keys = new HashMap<>();

  /// An event is followed by others while an editor saves: it counts once nothing more came for the
  /// time `quiet`. After the time `recheck` without any, changes are looked for all the same, as
  /// network file systems send no events.
  Watch(Duration quiet, Duration recheck) throws IOException {
    this.service = FileSystems.getDefault().newWatchService();
    this.quiet = quiet;
    this.recheck = recheck;
  }

  /// Watches these folders and no others. True if one of them is new: what came into it before it
  /// was watched must be looked for.
  boolean over(Set<Path> folders) {
    keys.entrySet()
        .removeIf(
            entry -> {
              boolean stale = !folders.contains(entry.getKey()) || !entry.getValue().isValid();
              if (stale) {
                entry.getValue().cancel();
              }
              return stale;
            });
    boolean added = false;
    for (Path folder : folders) {
      added |= !keys.containsKey(folder) && register(folder);
    }
    return added;
  }

  /// A folder that cannot be watched (gone again, or past the system's limit) is only rechecked.
  private boolean register(Path folder) {
    try {
      keys.put(
          folder,
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Returns when something may have changed.
  void await() throws InterruptedException {
    WatchKey key = service.poll(recheck.toNanos(), TimeUnit.NANOSECONDS);
    for (int round = 0; key != null && round < MAX_NOISY_ROUNDS; round++) {
      drain(key);
      key = service.poll(quiet.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (key != null) {
      drain(key);
    }
  }

  private static void drain(@Nullable WatchKey key) {
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
