package io.limpet.world;

import io.limpet.model.Origin;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectStore;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Gives each Deployment its pods, by way of a ReplicaSet for each template it has had.
///
/// A changed template is rolled out one pod at a time: one more is started, and when enough are
/// ready an old one goes (Kubernetes: `maxSurge: 1`, `maxUnavailable: 0`); with the strategy
/// `Recreate` all old ones go first.
final class Deployments implements Controller {
  private final ObjectStore store;
  private final Deletion deletion;
  private final ProblemBoard problems;
  private final RandomGenerator random;

  Deployments(ObjectStore store, Deletion deletion, ProblemBoard problems, RandomGenerator random) {
    this.store = store;
    this.deletion = deletion;
    this.problems = problems;
    this.random = random;
  }

  @Override
  public void reconcile(ObjectKey key) {
    Optional<StoredObject> stored = store.get(key);
    problems.say(key, stored.map(UnknownImages::problems).orElse(List.of()));
    stored.filter(each -> !each.isTerminating()).ifPresent(this::reconcile);
  }

  private void reconcile(StoredObject deployment) {
    String hash = PodNames.hash(PodTemplates.template(deployment));
    StoredObject current = replicaSet(deployment, hash);
    List<StoredObject> old = new ArrayList<>();
    for (StoredObject each : store.list(ObjectTypes.REPLICA_SET, deployment.namespace())) {
      if (each.isOwnedBy(deployment.uid()) && !each.key().equals(current.key())) {
        old.add(each);
      }
    }
    balance(deployment, current, old);
    old.forEach(this::removeIfEmpty);
    updateStatus(deployment, current, old);
  }

  private void balance(StoredObject deployment, StoredObject current, List<StoredObject> old) {
    int wanted = (int) Tree.whole(deployment.document(), 1, "spec", "replicas");
    List<StoredObject> fresh = livePods(current);
    List<StoredObject> outdated = new ArrayList<>();
    old.forEach(set -> outdated.addAll(livePods(set)));
    boolean recreate =
        Tree.text(deployment.document(), "spec", "strategy", "type").equals("Recreate");
    if (outdated.isEmpty()) {
      boolean waits = recreate && old.stream().anyMatch(set -> !pods(set).isEmpty());
      scale(current, fresh, waits ? 0 : wanted);
    } else if (recreate) {
      outdated.forEach(pod -> deletion.delete(pod.key()));
    } else {
      roll(current, fresh, outdated, wanted);
    }
  }

  private void roll(
      StoredObject current, List<StoredObject> fresh, List<StoredObject> outdated, int wanted) {
    int room = Math.min(wanted, wanted + 1 - outdated.size());
    scale(current, fresh, Math.max(Math.min(fresh.size(), wanted), room));
    long ready = ready(fresh) + ready(outdated);
    for (StoredObject pod : leastMissedFirst(outdated)) {
      boolean counts = PodStatus.isReady(pod);
      if (!counts || ready > wanted) {
        deletion.delete(pod.key());
        ready -= counts ? 1 : 0;
      }
    }
  }

  private void scale(StoredObject set, List<StoredObject> live, int wanted) {
    for (int i = live.size(); i < wanted; i++) {
      create(set);
    }
    if (live.size() > wanted) {
      List<StoredObject> going = leastMissedFirst(live).subList(0, live.size() - wanted);
      going.forEach(pod -> deletion.delete(pod.key()));
    }
    set(set, wanted);
  }

  /// Pods that are not ready go first, then the newest (kubernetes: ActivePodsWithRanks).
  private static List<StoredObject> leastMissedFirst(List<StoredObject> oldestFirst) {
    List<StoredObject> pods = new ArrayList<>(oldestFirst.reversed());
    pods.sort(Comparator.comparing(PodStatus::isReady));
    return pods;
  }

  private void create(StoredObject set) {
    ObjectKey key;
    do {
      String name = set.name() + "-" + PodNames.suffix(random);
      key = ObjectKey.of(ObjectTypes.POD, set.namespace(), name);
    } while (store.get(key).isPresent());
    Mapping pod = PodTemplates.pod(set, PodTemplates.template(set), key.name());
    pod = Tree.with(pod, set.name() + "-", "metadata", "generateName");
    store.put(key, pod, Tree.EMPTY, set.origin());
  }

  private StoredObject replicaSet(StoredObject deployment, String hash) {
    String name = deployment.name() + "-" + hash;
    ObjectKey key = ObjectKey.of(ObjectTypes.REPLICA_SET, deployment.namespace(), name);
    return store.get(key).orElseGet(() -> createReplicaSet(deployment, key, hash));
  }

  private StoredObject createReplicaSet(StoredObject deployment, ObjectKey key, String hash) {
    Mapping spec =
        Tree.document(
            "replicas", 0,
            "selector", Tree.mapping(deployment.document(), "spec", "selector"),
            "template", PodTemplates.template(deployment));
    String[] inTemplate = {"template", "metadata", "labels", PodTemplates.HASH_LABEL};
    String[] inSelector = {"selector", "matchLabels", PodTemplates.HASH_LABEL};
    spec = Tree.with(Tree.with(spec, hash, inTemplate), hash, inSelector);
    Mapping metadata =
        Tree.document(
            "name", key.name(),
            "namespace", key.namespace(),
            "labels", Tree.mapping(spec, "template", "metadata", "labels"),
            "ownerReferences", List.of(PodTemplates.owner(deployment)));
    Mapping document =
        Tree.document(
            "apiVersion", "apps/v1", "kind", "ReplicaSet", "metadata", metadata, "spec", spec);
    return store.put(key, document, Tree.EMPTY, new Origin(deployment.key().toString(), 0));
  }

  private void set(StoredObject set, int replicas) {
    StoredObject now = store.get(set.key()).orElse(set);
    List<StoredObject> live = livePods(now);
    Mapping document = Tree.with(now.document(), replicas, "spec", "replicas");
    Mapping status =
        Tree.document(
            "replicas", live.size(),
            "readyReplicas", ready(live),
            "availableReplicas", ready(live));
    store.put(now, Tree.with(document, status, "status"));
  }

  private void removeIfEmpty(StoredObject set) {
    if (pods(set).isEmpty()) {
      store.remove(set.key());
    } else {
      set(set, livePods(set).size());
    }
  }

  private void updateStatus(StoredObject deployment, StoredObject current, List<StoredObject> old) {
    List<StoredObject> fresh = livePods(current);
    List<StoredObject> all = new ArrayList<>(fresh);
    old.forEach(set -> all.addAll(livePods(set)));
    StoredObject now = store.get(deployment.key()).orElse(deployment);
    long wanted = Tree.whole(now.document(), 1, "spec", "replicas");
    WorkloadStatus status = new WorkloadStatus(wanted, all.size(), ready(all), fresh.size());
    store.put(now, Tree.with(now.document(), status.ofDeployment(now), "status"));
  }

  private List<StoredObject> pods(StoredObject set) {
    return store.list(ObjectTypes.POD, set.namespace()).stream()
        .filter(pod -> pod.isOwnedBy(set.uid()))
        .toList();
  }

  private List<StoredObject> livePods(StoredObject set) {
    return pods(set).stream().filter(pod -> !pod.isTerminating()).toList();
  }

  private static long ready(List<StoredObject> pods) {
    return pods.stream().filter(PodStatus::isReady).count();
  }
}
