package io.limpet.world.api;

import io.limpet.model.tree.Value;
import io.limpet.world.document.Tree;
import io.limpet.world.store.StoredObject;
import java.time.Instant;
import java.util.List;

/// What kubectl prints of a pod.
final class PodCells {
  private PodCells() {}

  static String ready(StoredObject pod) {
    long ready = containers(pod).stream().filter(each -> Tree.truth(each, "ready")).count();
    return ready + "/" + Tree.items(pod.document(), "spec", "containers").size();
  }

  /// The most telling word: how it ends, else what it waits for, else its phase.
  static String status(StoredObject pod) {
    if (pod.isTerminating()) {
      return "Terminating";
    }
    for (Value container : containers(pod)) {
      String waiting = Tree.text(container, "state", "waiting", "reason");
      if (!waiting.isEmpty()) {
        return waiting;
      }
    }
    String phase = Tree.text(pod.document(), "status", "phase");
    return phase.isEmpty() ? "Unknown" : phase;
  }

  /// How often, and when it ended last: `2 (110s ago)`.
  static String restarts(StoredObject pod, Instant now) {
    long restarts = 0;
    String last = "";
    for (Value container : containers(pod)) {
      restarts += Tree.whole(container, 0, "restartCount");
      String finished = Tree.text(container, "lastState", "terminated", "finishedAt");
      last = finished.isEmpty() ? last : finished;
    }
    return restarts == 0 || last.isEmpty()
        ? Long.toString(restarts)
        : restarts + " (" + Ages.since(last, now) + " ago)";
  }

  private static List<Value> containers(StoredObject pod) {
    return Tree.items(pod.document(), "status", "containerStatuses");
  }
}
