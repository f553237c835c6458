package io.limpet.world;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectStore;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Removes objects: running pods after they have ended, a namespace after all that is in it, and
/// what an object owned with it.
final class Deletion {
  private static final long DEFAULT_GRACE_SECONDS = 30;

  private final ObjectStore store;
  private final Predicate<StoredObject> runs;

  /// `runs` says which pods take time to end.
  Deletion(ObjectStore store, Predicate<StoredObject> runs) {
    this.store = store;
    this.runs = runs;
  }

  /// Removes an object, or begins to.
  void delete(ObjectKey key) {
    store.get(key).ifPresent(this::delete);
  }

  private void delete(StoredObject object) {
    if (object.isTerminating()) {
      return;
    }
    if (object.key().isOf(ObjectTypes.NAMESPACE)) {
      deleteNamespace(object);
    } else if (object.key().isOf(ObjectTypes.POD) && runs.test(object)) {
      store.put(object, terminating(object));
    } else {
      deleteNow(object.key());
    }
  }

  /// Removes an object without waiting for anything: `kubectl delete --force`.
  void deleteNow(ObjectKey key) {
    store
        .get(key)
        .ifPresent(
            object -> {
              store.remove(key);
              dependants(object).forEach(each -> delete(each.key()));
            });
  }

  /// Removes an object and leaves what it owned: `kubectl delete --cascade=orphan`.
  void deleteAlone(ObjectKey key) {
    store
        .get(key)
        .ifPresent(
            object -> {
              store.remove(key);
              dependants(object).forEach(each -> disown(each, object.uid()));
            });
  }

  private void disown(StoredObject dependant, String uid) {
    List<Value> owners =
        new ArrayList<>(Tree.items(dependant.document(), "metadata", "ownerReferences"));
    owners.removeIf(owner -> Tree.text(owner, "uid").equals(uid));
    store.put(dependant, Tree.with(dependant.document(), owners, "metadata", "ownerReferences"));
  }

  private List<StoredObject> dependants(StoredObject owner) {
    return store.list(each -> each.isOwnedBy(owner.uid()));
  }

  private void deleteNamespace(StoredObject namespace) {
    Mapping ending = Tree.with(terminating(namespace), "Terminating", "status", "phase");
    store.put(namespace, ending);
    for (StoredObject each : contents(namespace.name())) {
      delete(each.key());
    }
    finishNamespace(namespace.name());
  }

  /// Removes a namespace whose end was asked for, once nothing is left in it.
  void finishNamespace(String name) {
    ObjectKey key = ObjectKey.of(ObjectTypes.NAMESPACE, "", name);
    boolean over = store.get(key).filter(StoredObject::isTerminating).isPresent();
    if (over && contents(name).isEmpty()) {
      store.remove(key);
    }
  }

  private List<StoredObject> contents(String namespace) {
    return store.list(each -> each.namespace().equals(namespace));
  }

  private Mapping terminating(StoredObject object) {
    long grace =
        Tree.whole(
            object.document(), DEFAULT_GRACE_SECONDS, "spec", "terminationGracePeriodSeconds");
    Mapping document = Tree.with(object.document(), store.now(), "metadata", "deletionTimestamp");
    return Tree.with(document, grace, "metadata", "deletionGracePeriodSeconds");
  }
}
