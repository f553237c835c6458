package io.limpet.world;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.pods.PodState;
import io.limpet.world.pods.PodState.Running;
import io.limpet.world.pods.PodState.Waiting;
import io.limpet.world.store.StoredObject;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// A pod's `status`, as a kubelet writes it (Kubernetes: PodStatus v1 core).
final class PodStatus {
  private final StoredObject pod;
  private final Mapping before;
  private final PodState state;
  private final String now;

  PodStatus(StoredObject pod, PodState state, String now) {
    this.pod = pod;
    this.before = Tree.mapping(pod.document(), "status");
    this.state = state;
    this.now = now;
  }

  static boolean isReady(StoredObject pod) {
    return isReady(Tree.mapping(pod.document(), "status"));
  }

  private static boolean isReady(Mapping status) {
    return Tree.items(status, "conditions").stream()
        .filter(each -> Tree.text(each, "type").equals("Ready"))
        .anyMatch(each -> Tree.text(each, "status").equals("True"));
  }

  Mapping status() {
    String ip = Tree.text(before, "podIP");
    boolean started = state.container() instanceof Running || state.restarts() > 0;
    Mapping status =
        Tree.document(
            "phase",
            started ? "Running" : "Pending",
            "conditions",
            conditions(),
            "hostIP",
            "127.0.0.1",
            "startTime",
            orNow(Tree.text(before, "startTime")),
            "containerStatuses",
            containers(),
            "qosClass",
            "BestEffort");
    return ip.isEmpty()
        ? status
        : Tree.with(Tree.with(status, ip, "podIP"), List.of(Tree.document("ip", ip)), "podIPs");
  }

  private String orNow(String time) {
    return time.isEmpty() ? now : time;
  }

  private List<Mapping> conditions() {
    List<Mapping> conditions = new ArrayList<>();
    for (String type : List.of("PodScheduled", "Initialized", "ContainersReady", "Ready")) {
      boolean holds = state.ready() || !type.endsWith("Ready");
      conditions.add(
          Tree.document(
              "type",
              type,
              "status",
              holds ? "True" : "False",
              "lastTransitionTime",
              transition(type, holds ? "True" : "False")));
    }
    return conditions;
  }

  /// Since when the condition has been as it is.
  private String transition(String type, String status) {
    return Tree.items(before, "conditions").stream()
        .filter(each -> Tree.text(each, "type").equals(type))
        .filter(each -> Tree.text(each, "status").equals(status))
        .map(each -> Tree.text(each, "lastTransitionTime"))
        .findFirst()
        .orElse(now);
  }

  private List<Mapping> containers() {
    List<Mapping> statuses = new ArrayList<>();
    for (Value container : Tree.items(pod.document(), "spec", "containers")) {
      statuses.add(
          Tree.document(
              "name", Tree.text(container, "name"),
              "image", Tree.text(container, "image"),
              "ready", state.ready(),
              "started", state.container() instanceof Running,
              "restartCount", state.restarts(),
              "state", containerState(),
              "lastState", lastState()));
    }
    return statuses;
  }

  private Mapping containerState() {
    return switch (state.container()) {
      case Running(var since) ->
          Tree.document(
              "running",
              Tree.document("startedAt", since.truncatedTo(ChronoUnit.SECONDS).toString()));
      case Waiting(String reason, String message) ->
          Tree.document("waiting", Tree.document("reason", reason, "message", message));
    };
  }

  /// When and how the run before this one ended.
  private Mapping lastState() {
    List<Value> containers = Tree.items(before, "containerStatuses");
    Value first = containers.isEmpty() ? Tree.EMPTY : containers.getFirst();
    boolean endedNow = state.restarts() > Tree.whole(first, 0, "restartCount");
    return endedNow
        ? Tree.document(
            "terminated", Tree.document("exitCode", 1, "reason", "Error", "finishedAt", now))
        : Tree.mapping(first, "lastState");
  }
}
