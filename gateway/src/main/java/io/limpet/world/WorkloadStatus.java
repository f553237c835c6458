package io.limpet.world;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.StoredObject;
import java.util.List;

/// The numbers that a workload's `status` tells.
record WorkloadStatus(long wanted, long all, long ready, long updated) {

  /// Kubernetes: DeploymentStatus v1 apps, as far as `kubectl get` and `rollout status` read it.
  Mapping ofDeployment(StoredObject deployment) {
    Mapping status = counts(deployment);
    if (wanted > ready) {
      status = Tree.with(status, wanted - ready, "unavailableReplicas");
    }
    boolean available = ready >= wanted;
    boolean complete = available && updated == wanted && all == wanted;
    List<Mapping> conditions =
        List.of(
            condition("Available", available, "MinimumReplicasAvailable"),
            condition(
                "Progressing", true, complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated"));
    return Tree.with(status, conditions, "conditions");
  }

  Mapping ofStatefulSet(StoredObject statefulSet, String revision) {
    Mapping status = Tree.with(counts(statefulSet), updated, "currentReplicas");
    return Tree.with(Tree.with(status, revision, "currentRevision"), revision, "updateRevision");
  }

  private Mapping counts(StoredObject workload) {
    return Tree.document(
        "observedGeneration", Tree.whole(workload.document(), 1, "metadata", "generation"),
        "replicas", all,
        "readyReplicas", ready,
        "updatedReplicas", updated,
        "availableReplicas", ready);
  }

  private static Mapping condition(String type, boolean holds, String reason) {
    return Tree.document(
        "type", type, "status", holds ? "True" : "False", "reason", reason, "message", "");
  }
}
