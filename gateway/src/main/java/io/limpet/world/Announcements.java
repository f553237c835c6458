package io.limpet.world;

import io.limpet.model.Change;
import io.limpet.model.Kind;
import io.limpet.model.ResourceId;
import io.limpet.model.reading.Kinds;
import io.limpet.model.reading.Reading;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.StoreEvent;
import io.limpet.world.store.StoredObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Says what happens in the world as a source does: in order, on a thread of its own.
///
/// The queue has a limit; a sink that is slower for long makes the world wait, which a sink must
/// never do to itself by calling the world.
final class Announcements implements AutoCloseable {
  private static final int QUEUED = 16_384;

  private final BlockingQueue<Said> queue = new ArrayBlockingQueue<>(QUEUED);

  // under the world's lock
  private final Map<String, Change.Problems> problems = new LinkedHashMap<>();
  private final Map<ResourceId, Change.Put> closed = new LinkedHashMap<>();
  private boolean synced;
  private @Nullable Thread speaker;

  /// What waits to be said.
  private sealed interface Said {}

  private record Happened(StoreEvent.Type type, StoredObject object) implements Said {}

  private record Passed(Change change) implements Said {}

  void start(List<StoredObject> objects, Consumer<Change> sink) {
    if (speaker != null) {
      throw new IllegalStateException("a world is read once");
    }
    speaker = Thread.ofVirtual().name("world").start(() -> speak(sink));
    objects.forEach(object -> offer(new Happened(StoreEvent.Type.ADDED, object)));
    problems.values().forEach(each -> offer(new Passed(each)));
    closed.values().forEach(each -> offer(new Passed(each)));
    if (synced) {
      offer(new Passed(new Change.Synced()));
    }
  }

  void say(StoreEvent event) {
    if (speaker != null && kind(event.object()).isPresent()) {
      offer(new Happened(event.type(), event.object()));
    }
  }

  void say(Change.Problems change) {
    problems.put(change.source(), change);
    if (speaker != null) {
      offer(new Passed(change));
    }
  }

  /// A policy that cannot be read, which is no object that a world could keep.
  void sayClosed(Change.Put change) {
    closed.put(change.resource().id(), change);
    if (speaker != null) {
      offer(new Passed(change));
    }
  }

  /// It can be read now, or is gone.
  void sayOpen(ResourceId id) {
    if (closed.remove(id) != null && speaker != null) {
      offer(new Passed(new Change.Delete(id)));
    }
  }

  /// Nothing that a world keeps.
  void say(Change.KeySet change) {
    if (speaker != null) {
      offer(new Passed(change));
    }
  }

  void say(Change.Synced change) {
    synced = true;
    if (speaker != null) {
      offer(new Passed(change));
    }
  }

  private void offer(Said said) {
    try {
      queue.put(said);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void speak(Consumer<Change> sink) {
    try {
      while (true) {
        switch (queue.take()) {
          case Happened(StoreEvent.Type type, StoredObject object) ->
              change(type, object).ifPresent(sink);
          case Passed(Change change) -> sink.accept(change);
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /// The object as a resource. One that cannot be read is not said: whoever wrote it was told why,
  /// and the last good one stays.
  private static Optional<Change> change(StoreEvent.Type type, StoredObject object) {
    if (type == StoreEvent.Type.DELETED) {
      return kind(object).map(kind -> new Change.Delete(id(kind, object.key())));
    }
    Kinds kinds = new Kinds(object.origin().source(), object.namespace());
    return switch (kinds.read(object.document())) {
      case Reading.Read(var resource, var document, _) ->
          Optional.of(new Change.Put(resource, document));
      case Reading.Broken _, Reading.Unknown _ -> Optional.empty();
    };
  }

  private static Optional<Kind> kind(StoredObject object) {
    return Kind.of(object.apiVersion(), object.key().kind());
  }

  private static ResourceId id(Kind kind, ObjectKey key) {
    return new ResourceId(kind, key.namespace(), key.name());
  }

  @Override
  public void close() {
    if (speaker != null) {
      speaker.interrupt();
    }
  }
}
