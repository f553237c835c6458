package io.limpet.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/// What a recording of a JVM tells of its heap, second by second.
final class Recording {
  private static final double MIB = 1L << 20;

  /// Of the serial collector, with which Limpet runs.
  private static final String OLD_GENERATION = "Tenured Gen";

  /// What each thread has allocated since its start, by the time of the event.
  private final Map<Long, NavigableMap<Instant, Long>> allocated = new HashMap<>();

  private final NavigableMap<Instant, Long> oldBytes = new TreeMap<>();
  private final List<Instant> collections = new ArrayList<>();

  private Recording() {}

  static Recording of(Path file) throws IOException {
    Recording recording = new Recording();
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        recording.read(events.readEvent());
      }
    }
    return recording;
  }

  private void read(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ThreadAllocationStatistics" -> {
        RecordedThread thread = event.getThread("thread");
        if (thread != null) {
          allocated
              .computeIfAbsent(thread.getId(), _ -> new TreeMap<>())
              .put(event.getStartTime(), event.getLong("allocated"));
        }
      }
      case "jdk.GCHeapMemoryPoolUsage" -> {
        if (event.getString("name").equals(OLD_GENERATION)) {
          oldBytes.put(event.getStartTime(), event.getLong("used"));
        }
      }
      case "jdk.GarbageCollection" -> collections.add(event.getStartTime());
      default -> {
        // Nothing else was asked for.
      }
    }
  }

  /// By all threads between two times, which need not be those of events: what was allocated
  /// between the events in between is spread evenly.
  double allocated(Instant from, Instant to) {
    return allocated.values().stream()
        .mapToDouble(
            times -> {
              NavigableMap<Instant, Long> within = times.subMap(from, true, to, true);
              if (within.size() < 2) {
                return 0;
              }
              long bytes = within.lastEntry().getValue() - within.firstEntry().getValue();
              Duration seen = Duration.between(within.firstKey(), within.lastKey());
              return (double) bytes * Duration.between(from, to).toNanos() / seen.toNanos();
            })
        .sum();
  }

  double oldMebibytesAfter(Instant time) {
    return mebibytes(oldBytes.ceilingEntry(time));
  }

  double oldMebibytesBefore(Instant time) {
    return mebibytes(oldBytes.floorEntry(time));
  }

  private static double mebibytes(Map.@Nullable Entry<Instant, Long> entry) {
    return entry == null ? Double.NaN : entry.getValue() / MIB;
  }

  long collections(Instant from, Instant to) {
    return collections.stream().filter(each -> each.isAfter(from) && each.isBefore(to)).count();
  }
}
