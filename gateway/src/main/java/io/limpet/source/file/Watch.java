package io.limpet.source.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Waits until something happens in some folders.
public final class Watch implements AutoCloseable {
  private static final int MAX_NOISY_ROUNDS = 20;
  private static final Duration EVER = Duration.ofDays(365);

  private final WatchService service;
  private final Duration quiet;
  private final Duration recheck;
  private final List<WatchEvent.Kind<?>> kinds;
  private final Map<Path, WatchKey> keys = new HashMap<>();

  /// An event is followed by others while an editor saves: it counts once nothing more came for the
  /// time `quiet`. After the time `recheck` without any, changes are looked for all the same, as
  /// network file systems send no events.
  Watch(Duration quiet, Duration recheck) throws IOException {
    this(
        quiet,
        recheck,
        List.of(
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY,
            StandardWatchEventKinds.ENTRY_DELETE));
  }

  private Watch(Duration quiet, Duration recheck, List<WatchEvent.Kind<?>> kinds)
      throws IOException {
    this.service = FileSystems.getDefault().newWatchService();
    this.quiet = quiet;
    this.recheck = recheck;
    this.kinds = kinds;
  }

  /// Looks only at what comes into a folder, as a file or link that is moved there does, and not at
  /// files that are written where they are: such a one may be seen half written.
  public static Watch forArrivals(Duration quiet) throws IOException {
    return new Watch(quiet, EVER, List.of(StandardWatchEventKinds.ENTRY_CREATE));
  }

  /// Watches these folders and no others. True if one of them is new: what came into it before it
  /// was watched must be looked for.
  public boolean over(Set<Path> folders) {
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

  /// Those that are watched: of the others nothing is heard.
  public Set<Path> folders() {
    return Set.copyOf(keys.keySet());
  }

  /// A folder that cannot be watched (gone again, or past the system's limit) is only rechecked.
  private boolean register(Path folder) {
    try {
      keys.put(folder, folder.register(service, kinds.toArray(new WatchEvent.Kind<?>[0])));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Returns when something may have changed: what it was, and folders of which more was to be told
  /// than the system keeps.
  public Set<Path> await() throws InterruptedException {
    Set<Path> seen = new HashSet<>();
    WatchKey key = service.poll(recheck.toNanos(), TimeUnit.NANOSECONDS);
    for (int round = 0; key != null && round < MAX_NOISY_ROUNDS; round++) {
      drain(key, seen);
      key = service.poll(quiet.toNanos(), TimeUnit.NANOSECONDS);
    }
    if (key != null) {
      drain(key, seen);
    }
    return seen;
  }

  private static void drain(WatchKey key, Set<Path> seen) {
    Path folder = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      seen.add(event.context() instanceof Path name ? folder.resolve(name) : folder);
    }
    key.reset();
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
