package io.limpet.cli;

import io.limpet.world.World;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectTypes;
import io.limpet.world.store.StoredObject;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Whether the pods of a local world are ready.
record WorldPods(World world) {
  private static final long POLL_NANOS = 5_000_000;

  /// Until the pods of all Deployments and StatefulSets are ready, or the limit is over.
  boolean await(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!areReady()) {
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return true;
  }

  private boolean areReady() {
    return Stream.of(ObjectTypes.DEPLOYMENT, ObjectTypes.STATEFUL_SET)
        .flatMap(type -> world.list(type, "").objects().stream())
        .map(StoredObject::document)
        .allMatch(
            workload ->
                Tree.whole(workload, 0, "status", "readyReplicas")
                    >= Tree.whole(workload, 1, "spec", "replicas"));
  }
}
