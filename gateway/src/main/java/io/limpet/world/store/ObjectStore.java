package io.limpet.world.store;

import io.limpet.model.Origin;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All objects, the versions they get, and the events they cause. Every method is called under the
/// world's lock.
public final class ObjectStore {
  /// Events kept for watches that begin a little after their list.
  private static final int REMEMBERED_EVENTS = 4_096;

  private final Clock clock;
  private final BiConsumer<StoreEvent, Optional<StoredObject>> listener;

  // all fields: under the world's lock
  private final Map<String, Map<ObjectKey, StoredObject>> byKind = new LinkedHashMap<>();
  private final Deque<StoreEvent> recent = new ArrayDeque<>();
  private final List<Subscription> subscriptions = new ArrayList<>();
  private long version = 1;

  /// `listener` is told of each event, with the object as it was before.
  public ObjectStore(Clock clock, BiConsumer<StoreEvent, Optional<StoredObject>> listener) {
    this.clock = clock;
    this.listener = listener;
  }

  public long version() {
    return version;
  }

  public Optional<StoredObject> get(ObjectKey key) {
    return Optional.ofNullable(ofKind(key.kind()).get(key));
  }

  /// Those of a type, in the order in which they were made; of all namespaces if that is empty.
  public List<StoredObject> list(ObjectType type, String namespace) {
    return ofKind(type.kind()).values().stream()
        .filter(each -> each.key().isOf(type))
        .filter(each -> namespace.isEmpty() || each.namespace().equals(namespace))
        .toList();
  }

  public List<StoredObject> list(Predicate<StoredObject> wanted) {
    return byKind.values().stream()
        .flatMap(objects -> objects.values().stream())
        .filter(wanted)
        .toList();
  }

  private Map<ObjectKey, StoredObject> ofKind(String kind) {
    return byKind.computeIfAbsent(kind, _ -> new LinkedHashMap<>());
  }

  /// Makes an object, or gives it another document. What only the store may say of it (uid, time
  /// of creation, versions) is the store's, whatever the document has. An object that would not
  /// change keeps its version and causes no event.
  public StoredObject put(ObjectKey key, Mapping document, Mapping lastApplied, Origin origin) {
    Map<ObjectKey, StoredObject> objects = ofKind(key.kind());
    StoredObject before = objects.get(key);
    Mapping next = before == null ? born(key, document) : changed(before, document);
    if (before != null && Tree.same(next, before.document())) {
      StoredObject same = new StoredObject(key, before.document(), lastApplied, before.origin());
      objects.put(key, same);
      return same;
    }
    version++;
    Mapping versioned = Tree.with(next, Long.toString(version), "metadata", "resourceVersion");
    StoredObject after = new StoredObject(key, versioned, lastApplied, origin);
    objects.put(key, after);
    tell(
        new StoreEvent(
            before == null ? StoreEvent.Type.ADDED : StoreEvent.Type.MODIFIED, after, version),
        before);
    return after;
  }

  /// Gives an object another document and keeps the rest of what is known of it.
  public StoredObject put(StoredObject object, Mapping document) {
    return put(object.key(), document, object.lastApplied(), object.origin());
  }

  public void remove(ObjectKey key) {
    StoredObject gone = ofKind(key.kind()).remove(key);
    if (gone != null) {
      version++;
      String text = Long.toString(version);
      Mapping last = Tree.with(gone.document(), text, "metadata", "resourceVersion");
      tell(new StoreEvent(StoreEvent.Type.DELETED, gone.with(last), version), gone);
    }
  }

  /// A queue of all events of the wanted objects after the version; nothing if that is so long ago
  /// that some are forgotten.
  public Optional<Subscription> subscribe(Predicate<ObjectKey> wanted, long after) {
    boolean remembered = after >= version || (!recent.isEmpty() && complete(after));
    if (!remembered) {
      return Optional.empty();
    }
    Subscription subscription = new Subscription(wanted);
    recent.stream().filter(event -> event.version() > after).forEach(subscription::offer);
    subscriptions.add(subscription);
    return Optional.of(subscription);
  }

  private boolean complete(long after) {
    return recent.getFirst().version() <= after + 1;
  }

  private Mapping born(ObjectKey key, Mapping document) {
    Mapping metadata = Tree.mapping(document, "metadata");
    metadata = Tree.with(metadata, key.name(), "name");
    if (!key.namespace().isEmpty()) {
      metadata = Tree.with(metadata, key.namespace(), "namespace");
    }
    metadata = Tree.with(metadata, UUID.randomUUID().toString(), "uid");
    metadata = Tree.with(metadata, now(), "creationTimestamp");
    metadata = Tree.with(metadata, 1, "generation");
    return Tree.with(document, metadata, "metadata");
  }

  private static Mapping changed(StoredObject before, Mapping document) {
    Mapping metadata = Tree.mapping(document, "metadata");
    for (String own : List.of("name", "namespace", "uid", "creationTimestamp", "resourceVersion")) {
      String value = Tree.text(before.document(), "metadata", own);
      metadata = value.isEmpty() ? Tree.without(metadata, own) : Tree.with(metadata, value, own);
    }
    long generation = Tree.whole(before.document(), 1, "metadata", "generation");
    boolean another =
        !Tree.same(Tree.mapping(before.document(), "spec"), Tree.mapping(document, "spec"));
    metadata = Tree.with(metadata, another ? generation + 1 : generation, "generation");
    return Tree.with(document, metadata, "metadata");
  }

  /// The time as Kubernetes writes it: whole seconds.
  public String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void tell(StoreEvent event, @Nullable StoredObject before) {
    recent.addLast(event);
    if (recent.size() > REMEMBERED_EVENTS) {
      recent.removeFirst();
    }
    subscriptions.removeIf(subscription -> !subscription.isOpen());
    subscriptions.forEach(subscription -> subscription.offer(event));
    listener.accept(event, Optional.ofNullable(before));
  }
}
