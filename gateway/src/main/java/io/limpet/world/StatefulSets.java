package io.limpet.world;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectStore;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.util.List;
import java.util.Optional;

/// Gives each StatefulSet its pods `name-0`, `name-1` and so on.
///
/// One step at a time, as Kubernetes does it by default: the next pod is made when all before it
/// are ready; the last one goes first; a changed template replaces pods from the last on. With
/// `podManagementPolicy: Parallel` pods come and go together.
final class StatefulSets implements Controller {
  private static final String REVISION = "controller-revision-hash";

  private final ObjectStore store;
  private final Deletion deletion;
  private final ProblemBoard problems;

  StatefulSets(ObjectStore store, Deletion deletion, ProblemBoard problems) {
    this.store = store;
    this.deletion = deletion;
    this.problems = problems;
  }

  @Override
  public void reconcile(ObjectKey key) {
    Optional<StoredObject> stored = store.get(key);
    problems.say(key, stored.map(UnknownImages::problems).orElse(List.of()));
    stored.filter(each -> !each.isTerminating()).ifPresent(this::reconcile);
  }

  private void reconcile(StoredObject set) {
    String revision = set.name() + "-" + PodNames.hash(PodTemplates.template(set));
    step(set, revision);
    updateStatus(set, revision);
  }

  private void step(StoredObject set, String revision) {
    int wanted = (int) Tree.whole(set.document(), 1, "spec", "replicas");
    boolean parallel = Tree.text(set.document(), "spec", "podManagementPolicy").equals("Parallel");
    List<StoredObject> surplus =
        pods(set).stream().filter(pod -> ordinal(set, pod) >= wanted).toList();
    if (!surplus.isEmpty()) {
      shrink(set, surplus, parallel);
      if (!parallel) {
        return;
      }
    }
    for (int i = 0; i < wanted; i++) {
      Optional<StoredObject> pod = store.get(key(set, i));
      if (pod.isEmpty()) {
        create(set, i, revision);
      }
      if (!parallel && pod.filter(PodStatus::isReady).filter(p -> !p.isTerminating()).isEmpty()) {
        replaceIfBroken(pod, revision);
        return;
      }
    }
    replaceLastOutdated(set, wanted, revision);
  }

  private void shrink(StoredObject set, List<StoredObject> surplus, boolean parallel) {
    boolean oneIsGoing = surplus.stream().anyMatch(StoredObject::isTerminating);
    if (parallel) {
      surplus.stream().filter(pod -> !pod.isTerminating()).forEach(this::delete);
    } else if (!oneIsGoing) {
      surplus.stream()
          .max(java.util.Comparator.comparingInt(pod -> ordinal(set, pod)))
          .ifPresent(this::delete);
    }
  }

  private void delete(StoredObject pod) {
    deletion.delete(pod.key());
  }

  /// A pod that never became ready would otherwise stop the template that mends it.
  private void replaceIfBroken(Optional<StoredObject> pod, String revision) {
    pod.filter(each -> !each.isTerminating())
        .filter(each -> !revision.equals(each.labels().get(REVISION)))
        .ifPresent(this::delete);
  }

  private void replaceLastOutdated(StoredObject set, int wanted, String revision) {
    for (int i = wanted - 1; i >= 0; i--) {
      Optional<StoredObject> pod = store.get(key(set, i));
      if (pod.isEmpty() || pod.get().isTerminating() || !PodStatus.isReady(pod.get())) {
        return;
      }
      if (!revision.equals(pod.get().labels().get(REVISION))) {
        delete(pod.get());
        return;
      }
    }
  }

  private void create(StoredObject set, int ordinal, String revision) {
    ObjectKey key = key(set, ordinal);
    Mapping pod = PodTemplates.pod(set, PodTemplates.template(set), key.name());
    pod = Tree.with(pod, revision, "metadata", "labels", REVISION);
    pod = Tree.with(pod, key.name(), "metadata", "labels", "statefulset.kubernetes.io/pod-name");
    pod = Tree.with(pod, Integer.toString(ordinal), "metadata", "labels", POD_INDEX);
    store.put(key, pod, Tree.EMPTY, set.origin());
  }

  private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

  private static ObjectKey key(StoredObject set, int ordinal) {
    return ObjectKey.of(ObjectTypes.POD, set.namespace(), set.name() + "-" + ordinal);
  }

  private static int ordinal(StoredObject set, StoredObject pod) {
    return Integer.parseInt(pod.name().substring(set.name().length() + 1));
  }

  private List<StoredObject> pods(StoredObject set) {
    return store.list(ObjectTypes.POD, set.namespace()).stream()
        .filter(pod -> pod.isOwnedBy(set.uid()))
        .toList();
  }

  private void updateStatus(StoredObject set, String revision) {
    List<StoredObject> live = pods(set).stream().filter(pod -> !pod.isTerminating()).toList();
    long ready = live.stream().filter(PodStatus::isReady).count();
    long updated = live.stream().filter(pod -> revision.equals(pod.labels().get(REVISION))).count();
    StoredObject now = store.get(set.key()).orElse(set);
    long wanted = Tree.whole(now.document(), 1, "spec", "replicas");
    WorkloadStatus status = new WorkloadStatus(wanted, live.size(), ready, updated);
    store.put(now, Tree.with(now.document(), status.ofStatefulSet(now, revision), "status"));
  }
}
