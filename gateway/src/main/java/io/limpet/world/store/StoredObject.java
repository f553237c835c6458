package io.limpet.world.store;

import io.limpet.model.Origin;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An object as the store has it at one version.
///
/// `lastApplied` is the document that was last applied, for the next three-way merge; empty if it
/// was never applied. (kubectl keeps it in an annotation; the API translates one to the other.)
public record StoredObject(ObjectKey key, Mapping document, Mapping lastApplied, Origin origin) {

  public String name() {
    return key.name();
  }

  public String namespace() {
    return key.namespace();
  }

  public String apiVersion() {
    return Tree.text(document, "apiVersion");
  }

  public String uid() {
    return Tree.text(document, "metadata", "uid");
  }

  /// The store's version of this object, which is also its event's place in the order of all.
  public long version() {
    return Long.parseLong(Tree.text(document, "metadata", "resourceVersion"));
  }

  public Map<String, String> labels() {
    return Tree.texts(document, "metadata", "labels");
  }

  public String annotation(String name) {
    return Tree.text(document, "metadata", "annotations", name);
  }

  public String createdAt() {
    return Tree.text(document, "metadata", "creationTimestamp");
  }

  public boolean isTerminating() {
    return Tree.has(document, "metadata", "deletionTimestamp");
  }

  /// The owner that controls this object, if there is one.
  public Optional<Value> controller() {
    List<Value> owners = Tree.items(document, "metadata", "ownerReferences");
    return owners.stream().filter(owner -> Tree.truth(owner, "controller")).findFirst();
  }

  public boolean isOwnedBy(String ownerUid) {
    return Tree.items(document, "metadata", "ownerReferences").stream()
        .anyMatch(owner -> Tree.text(owner, "uid").equals(ownerUid));
  }

  public StoredObject with(Mapping changed) {
    return new StoredObject(key, changed, lastApplied, origin);
  }
}
