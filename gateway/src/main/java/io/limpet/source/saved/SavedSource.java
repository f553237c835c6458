package io.limpet.source.saved;

import io.limpet.model.Change;
import io.limpet.model.Problem.Severity;
import io.limpet.model.ResourceId;
import io.limpet.source.Source;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Another source, whose resources are kept on disk. At a start, where a file or folder of it is
/// missing or broken, what it said last stands for it until it is fine again.
public final class SavedSource implements Source {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Source source;
  private final SavedState state;
  private final Consumer<String> tell;
  private @Nullable Thread writer; // set by start, before close
  private volatile boolean closed;

  // Guarded by this.
  private final Map<ResourceId, Change.Put> resources = new LinkedHashMap<>();
  private final Map<String, Boolean> broken = new TreeMap<>();
  private final Map<ResourceId, Change.Put> restored = new LinkedHashMap<>();
  private boolean synced;
  private boolean different;

  public SavedSource(Source source, SavedState state, Consumer<String> tell) {
    this.source = source;
    this.state = state;
    this.tell = tell;
  }

  @Override
  public void start(Consumer<Change> sink) {
    List<Change.Put> before = read();
    source.start(change -> accept(change, before, sink));
    writer = Thread.ofVirtual().name("state").start(this::write);
  }

  private List<Change.Put> read() {
    try {
      return state.read();
    } catch (IOException failed) {
      tell.accept("state: " + failed.getMessage() + "; it is left alone until it is written anew");
      return List.of();
    }
  }

  private synchronized void accept(Change change, List<Change.Put> before, Consumer<Change> sink) {
    switch (change) {
      case Change.Put put -> {
        restored.remove(put.resource().id());
        keep(put);
      }
      case Change.Delete(ResourceId id) -> {
        resources.remove(id);
        different = true;
      }
      case Change.Problems said -> {
        boolean wrong =
            said.problems().stream().anyMatch(each -> each.severity() == Severity.ERROR);
        broken.put(said.source(), wrong);
        if (synced && !wrong) {
          giveUp(said.source(), sink);
        }
      }
      case Change.KeySet _ -> {} // no source of resources has any
      case Change.Synced _ -> {
        restore(before, sink);
        synced = true;
        different = true;
      }
    }
    sink.accept(change);
  }

  private void keep(Change.Put put) {
    resources.put(put.resource().id(), put);
    different = true;
  }

  /// What broken places said before, as far as nobody says it now.
  private void restore(List<Change.Put> before, Consumer<Change> sink) {
    for (Change.Put put : before) {
      String place = put.resource().origin().source();
      if (!resources.containsKey(put.resource().id()) && isBroken(place)) {
        restored.put(put.resource().id(), put);
        keep(put);
        sink.accept(put);
      }
    }
    if (!restored.isEmpty()) {
      tell.accept(
          "state: %d resources are served as they were last, from %s, until what is wrong is mended"
              .formatted(restored.size(), state.file()));
    }
  }

  private boolean isBroken(String place) {
    return broken.entrySet().stream()
        .anyMatch(each -> each.getValue() && isIn(place, each.getKey()));
  }

  private static boolean isIn(String place, String other) {
    String folder = other.endsWith("/") ? other : other + "/";
    return place.equals(other) || place.startsWith(folder);
  }

  /// A place that is fine again says all that it has; what it does not say is gone.
  private void giveUp(String place, Consumer<Change> sink) {
    List<ResourceId> gone = new ArrayList<>();
    restored.forEach(
        (id, put) -> {
          if (isIn(put.resource().origin().source(), place)) {
            gone.add(id);
          }
        });
    for (ResourceId id : gone) {
      restored.remove(id);
      resources.remove(id);
      different = true;
      sink.accept(new Change.Delete(id));
    }
  }

  private void write() {
    while (!closed) {
      LockSupport.parkNanos(PAUSE.toNanos());
      writeNow();
    }
  }

  private void writeNow() {
    List<Change.Put> now;
    synchronized (this) {
      if (!different || !synced) {
        return;
      }
      different = false;
      now = List.copyOf(resources.values());
    }
    try {
      state.write(now);
    } catch (IOException failed) {
      tell.accept("state: " + state.file() + " cannot be written: " + failed.getMessage());
    }
  }

  @Override
  public void close() {
    source.close();
    closed = true;
    if (writer != null) {
      LockSupport.unpark(writer);
      try {
        writer.join();
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
      }
    }
    writeNow();
  }
}
