package io.limpet.world;

import io.limpet.model.Change;
import io.limpet.model.Origin;
import io.limpet.model.Resource;
import io.limpet.model.istio.ClosedPolicy;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.source.Source;
import io.limpet.world.document.ThreeWayMerge;
import io.limpet.world.document.ThreeWayMerge.Unchanged;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectStore;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoreEvent;
import io.limpet.world.store.StoredObject;
import io.limpet.world.store.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The local world. It is fed by [#accept] (watched files) and by the API's operations, and read as
/// a [Source].
///
/// One lock guards everything. Whoever changes an object also brings the controllers to rest before
/// the lock is let go, so that nobody ever sees a Deployment without its pods.
public final class World implements Source {
  private static final String DEFAULT_NAMESPACE = "default";
  private static final Origin BUILT_IN = new Origin("local world", 0);

  private final ReentrantLock lock = new ReentrantLock();

  // all below: under `lock`
  private final Announcements announcements = new Announcements();
  private final ObjectTypes types = new ObjectTypes();
  private final ObjectStore store;
  private final Defaults defaults = new Defaults();
  private final Kubelet kubelet;
  private final Deletion deletion;
  private final Reconciler reconciler;
  private boolean closed;

  public World(WorldOptions options) {
    store = new ObjectStore(options.clock(), this::noticed);
    kubelet = new Kubelet(store, options, this::inWorld);
    deletion = new Deletion(store, kubelet::runs);
    ProblemBoard problems = new ProblemBoard(announcements::say);
    reconciler =
        new Reconciler(
            store,
            deletion,
            kubelet,
            new Deployments(store, deletion, problems, options.random()),
            new StatefulSets(store, deletion, problems));
    createBuiltIn(Tree.document("apiVersion", "v1", "kind", "Namespace"), DEFAULT_NAMESPACE);
    createBuiltIn(LocalNode.document(), PodTemplates.NODE);
  }

  private void createBuiltIn(Mapping document, String name) {
    inWorld(() -> put(Tree.with(document, name, "metadata", "name"), Tree.EMPTY, BUILT_IN));
  }

  /// Says every object that Limpet reads to `sink`: once for each world.
  @Override
  public void start(Consumer<Change> sink) {
    inWorld(() -> announcements.start(store.list(_ -> true), sink));
  }

  /// What another source says: its resources are applied as edited files are, the rest is passed
  /// on. Nothing is [Change.Synced] before that source says so.
  public void accept(Change change) {
    switch (change) {
      case Change.Put put when put.resource() instanceof ClosedPolicy ->
          inWorld(() -> announcements.sayClosed(put));
      case Change.Put(var resource, Mapping document) -> {
        inWorld(() -> announcements.sayOpen(resource.id()));
        apply(placed(document, resource), resource.origin(), Unchanged.KEEP_LIVE);
      }
      case Change.Delete(var id) -> {
        inWorld(() -> announcements.sayOpen(id));
        delete(
            new ObjectKey(id.kind().group(), id.kind().text(), id.namespace(), id.name()),
            Cascade.BACKGROUND);
      }
      case Change.KeySet keys -> inWorld(() -> announcements.say(keys));
      case Change.Problems problems -> inWorld(() -> announcements.say(problems));
      case Change.Synced synced -> inWorld(() -> announcements.say(synced));
    }
  }

  /// A document that names no namespace belongs to the one that its source gave the resource.
  private static Mapping placed(Mapping document, Resource resource) {
    String namespace = resource.metadata().namespace();
    return namespace.isEmpty() || Tree.has(document, "metadata", "namespace")
        ? document
        : Tree.with(document, namespace, "metadata", "namespace");
  }

  /// Makes an object what the document says, as `kubectl apply` does.
  public Applied apply(Mapping document, Origin origin, Unchanged unchanged) {
    return under(
        () -> {
          Optional<StoredObject> before = store.get(key(document));
          Mapping next = before.map(old -> merged(old, document, unchanged)).orElse(document);
          StoredObject after = put(next, document, origin);
          return new Applied(after, before.map(StoredObject::version).orElse(0L));
        });
  }

  private static Mapping merged(StoredObject old, Mapping document, Unchanged unchanged) {
    return new ThreeWayMerge(unchanged).merge(old.lastApplied(), old.document(), document);
  }

  /// An object after it was applied; `versionBefore` is 0 if it is new.
  public record Applied(StoredObject object, long versionBefore) {}

  /// Makes an object; nothing if there is one of that name.
  public Optional<StoredObject> create(Mapping document, Mapping lastApplied, Origin origin) {
    return under(
        () ->
            store.get(key(document)).isPresent()
                ? Optional.empty()
                : Optional.of(put(document, lastApplied, origin)));
  }

  /// Changes an object by what `change` makes of it; nothing if there is none. `change` runs under
  /// the lock, and nothing happens if it throws.
  public Optional<StoredObject> update(ObjectKey key, UnaryOperator<StoredObject> change) {
    return under(
        () ->
            store
                .get(key)
                .map(change)
                .map(next -> put(next.document(), next.lastApplied(), next.origin())));
  }

  /// How what an object owns follows it.
  public enum Cascade {
    BACKGROUND,
    ORPHAN,
    /// The object and its pods go without waiting for their programs.
    FORCE
  }

  /// Removes an object, or begins to; says what it was.
  public Optional<StoredObject> delete(ObjectKey key, Cascade cascade) {
    return under(
        () -> {
          Optional<StoredObject> before = store.get(key);
          switch (cascade) {
            case BACKGROUND -> deletion.delete(key);
            case ORPHAN -> deletion.deleteAlone(key);
            case FORCE -> deletion.deleteNow(key);
          }
          return store.get(key).or(() -> before);
        });
  }

  public Optional<StoredObject> get(ObjectKey key) {
    return under(() -> store.get(key));
  }

  /// All of a type and the store's version they belong to, of all namespaces if that is empty.
  public Listing list(ObjectType type, String namespace) {
    return under(() -> new Listing(store.list(type, namespace), store.version()));
  }

  /// Objects at one version of the store.
  public record Listing(List<StoredObject> objects, long version) {
    public Listing {
      objects = List.copyOf(objects);
    }
  }

  /// Events after a version; nothing if that is too long ago.
  public Optional<Subscription> subscribe(Predicate<ObjectKey> wanted, long after) {
    return under(() -> store.subscribe(wanted, after));
  }

  /// The types served now.
  public List<ObjectType> types() {
    return under(types::all);
  }

  public Optional<ObjectType> type(String group, String version, String plural) {
    return under(() -> types.served(group, version, plural));
  }

  /// The type of that kind, which is served from now on if it was not known.
  public ObjectType introduce(String apiVersion, String kind) {
    return under(() -> types.of(apiVersion, kind));
  }

  /// What tells the document's object from others; a namespace that is not written is `default`.
  public ObjectKey key(Mapping document) {
    ObjectType type = introduce(Tree.text(document, "apiVersion"), Tree.text(document, "kind"));
    String namespace = Tree.text(document, "metadata", "namespace");
    return ObjectKey.of(
        type,
        namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace,
        Tree.text(document, "metadata", "name"));
  }

  /// The last lines that a pod printed.
  public List<String> log(ObjectKey pod) {
    return under(() -> kubelet.log(pod));
  }

  /// Ends all pods and their processes at once.
  @Override
  public void close() {
    under(
        () -> {
          closed = true;
          kubelet.close();
          announcements.close();
          return closed;
        });
  }

  /// A namespace that does not exist is made: on one's own machine that is what was meant.
  private StoredObject put(Mapping document, Mapping lastApplied, Origin origin) {
    ObjectKey key = key(document);
    ObjectKey namespace = ObjectKey.of(ObjectTypes.NAMESPACE, "", key.namespace());
    if (!key.namespace().isEmpty() && store.get(namespace).isEmpty()) {
      Mapping made = Tree.document("apiVersion", "v1", "kind", "Namespace");
      store.put(namespace, defaults.fill(namespace, made), Tree.EMPTY, origin);
    }
    if (key.isOf(ObjectTypes.DEFINITION)) {
      types.define(document);
    }
    return store.put(key, defaults.fill(key, document), lastApplied, origin);
  }

  private void noticed(StoreEvent event, Optional<StoredObject> before) {
    announcements.say(event);
    reconciler.noticed(event.object(), before);
  }

  private void inWorld(Runnable change) {
    under(
        () -> {
          change.run();
          return change;
        });
  }

  private <T> T under(Supplier<T> work) {
    lock.lock();
    try {
      T result = work.get();
      if (!closed) {
        reconciler.settle();
      }
      return result;
    } finally {
      lock.unlock();
    }
  }
}
