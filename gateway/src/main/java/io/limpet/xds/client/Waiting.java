package io.limpet.xds.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What is waited for, each until its limit is over; then what needs it goes on without it.
final class Waiting {
  private final ScheduledExecutorService executor;
  private final Consumer<ResourceType> over;
  private final Map<Key, Future<?>> timers = new HashMap<>();
  private final Set<Key> givenUp = new HashSet<>();

  private record Key(ResourceType type, String name) {}

  /// `over` is called when a limit is over.
  Waiting(ScheduledExecutorService executor, Consumer<ResourceType> over) {
    this.executor = executor;
    this.over = over;
  }

  /// The first call for a name counts. A limit of zero is none.
  void await(ResourceType type, String name, Duration limit) {
    Key key = new Key(type, name);
    if (limit.isPositive() && !givenUp.contains(key)) {
      timers.computeIfAbsent(
          key, _ -> executor.schedule(() -> expire(key), limit.toNanos(), TimeUnit.NANOSECONDS));
    }
  }

  private void expire(Key key) {
    if (timers.remove(key) != null) {
      givenUp.add(key);
      over.accept(key.type());
    }
  }

  /// It came.
  void end(ResourceType type, String name) {
    Future<?> timer = timers.remove(new Key(type, name));
    if (timer != null) {
      timer.cancel(false);
    }
  }

  /// It came, and is of no use.
  void giveUp(ResourceType type, String name) {
    end(type, name);
    givenUp.add(new Key(type, name));
  }

  boolean isGivenUp(ResourceType type, String name) {
    return givenUp.contains(new Key(type, name));
  }

  /// Nobody needs the others any more.
  void keepOnly(ResourceType type, Set<String> names) {
    givenUp.removeIf(key -> key.type() == type && !names.contains(key.name()));
    for (Key key : Set.copyOf(timers.keySet())) {
      if (key.type() == type && !names.contains(key.name())) {
        end(type, key.name());
      }
    }
  }
}
