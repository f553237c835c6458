package io.limpet.world;

import io.limpet.model.tree.Value;
import io.limpet.world.document.LabelSelector;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectStore;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/// Remembers which objects a change concerns, and has their controllers look at each of them until
/// nothing is left to do. Under the world's lock.
final class Reconciler {
  private final ObjectStore store;
  private final Deletion deletion;
  private final Kubelet kubelet;
  private final Deployments deployments;
  private final StatefulSets statefulSets;
  private final ServiceEndpoints services;
  private final SequencedSet<ObjectKey> concerned = new LinkedHashSet<>();

  Reconciler(
      ObjectStore store,
      Deletion deletion,
      Kubelet kubelet,
      Deployments deployments,
      StatefulSets statefulSets) {
    this.store = store;
    this.deletion = deletion;
    this.kubelet = kubelet;
    this.deployments = deployments;
    this.statefulSets = statefulSets;
    this.services = new ServiceEndpoints(store);
  }

  /// An object changed, or is gone.
  void noticed(StoredObject object, Optional<StoredObject> before) {
    ObjectKey key = object.key();
    concerned.add(key);
    object.controller().ifPresent(owner -> concerned.add(ownerKey(key, owner)));
    if (key.isOf(ObjectTypes.POD)) {
      noticeServices(object);
      before.filter(old -> !old.labels().equals(object.labels())).ifPresent(this::noticeServices);
    } else if (key.isOf(ObjectTypes.ENDPOINT_SLICE)) {
      String service = object.labels().getOrDefault(ServiceEndpoints.SERVICE_NAME, "");
      concerned.add(ObjectKey.of(ObjectTypes.SERVICE, key.namespace(), service));
    }
    if (!key.namespace().isEmpty()) {
      concerned.add(ObjectKey.of(ObjectTypes.NAMESPACE, "", key.namespace()));
    }
  }

  private static ObjectKey ownerKey(ObjectKey owned, Value owner) {
    String apiVersion = Tree.text(owner, "apiVersion");
    String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    return new ObjectKey(
        group, Tree.text(owner, "kind"), owned.namespace(), Tree.text(owner, "name"));
  }

  private void noticeServices(StoredObject pod) {
    for (StoredObject service : store.list(ObjectTypes.SERVICE, pod.namespace())) {
      var selector = Tree.mapping(service.document(), "spec", "selector");
      if (LabelSelector.ofLabels(selector).matches(pod.labels())) {
        concerned.add(service.key());
      }
    }
  }

  void settle() {
    while (!concerned.isEmpty()) {
      reconcile(concerned.removeFirst());
    }
  }

  private void reconcile(ObjectKey key) {
    if (key.isOf(ObjectTypes.POD)) {
      kubelet.reconcile(key);
    } else if (key.isOf(ObjectTypes.DEPLOYMENT)) {
      deployments.reconcile(key);
    } else if (key.isOf(ObjectTypes.REPLICA_SET)) {
      store
          .get(key)
          .flatMap(StoredObject::controller)
          .ifPresent(owner -> deployments.reconcile(ownerKey(key, owner)));
    } else if (key.isOf(ObjectTypes.STATEFUL_SET)) {
      statefulSets.reconcile(key);
    } else if (key.isOf(ObjectTypes.SERVICE)) {
      services.reconcile(key);
    } else if (key.isOf(ObjectTypes.NAMESPACE)) {
      deletion.finishNamespace(key.name());
    }
  }
}
