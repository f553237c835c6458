package io.limpet.world;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.pods.Addresses;
import io.limpet.world.pods.Addresses.Address;
import io.limpet.world.pods.Behaviour;
import io.limpet.world.pods.PodOrder;
import io.limpet.world.pods.PodRun;
import io.limpet.world.pods.PodState;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectStore;
import io.limpet.world.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/// Runs the pods that can run here, and writes their status.
///
/// A pod that no controller owns and that has an address written in it, or an image that is not
/// known, is only an object: somebody describes a pod that is elsewhere.
final class Kubelet implements Controller, AutoCloseable {
  private final ObjectStore store;
  private final WorldOptions options;
  private final Executor inWorld;
  private final Addresses addresses = new Addresses();
  private final Map<ObjectKey, Started> runs = new HashMap<>(); // under the world's lock

  private record Started(String uid, PodRun run) {}

  /// `inWorld` runs what pods report under the world's lock, and reconciles after it.
  Kubelet(ObjectStore store, WorldOptions options, Executor inWorld) {
    this.store = store;
    this.options = options;
    this.inWorld = inWorld;
  }

  @Override
  public void reconcile(ObjectKey key) {
    Optional<StoredObject> stored = store.get(key);
    Started started = runs.get(key);
    if (started != null && stored.filter(each -> each.uid().equals(started.uid())).isEmpty()) {
      runs.remove(key);
      started.run().close();
    }
    stored.ifPresent(this::reconcile);
  }

  private void reconcile(StoredObject pod) {
    Started started = runs.get(pod.key());
    if (started == null) {
      startIfPossible(pod);
    } else if (pod.isTerminating()) {
      started.run().terminate();
    } else {
      started.run().behave(Behaviour.of(pod.annotation(Behaviour.ANNOTATION)));
    }
  }

  private void startIfPossible(StoredObject pod) {
    PodOrder order = PodOrder.of(pod.document());
    boolean owned = pod.controller().isPresent();
    if (order.runs() instanceof PodOrder.UnknownImage(String image)) {
      if (owned) {
        String message = UnknownImages.message(image);
        report(pod, new PodState(new PodState.Waiting("UnknownImage", message), false, 0));
      }
    } else if (owned || !Tree.has(pod.document(), "status", "podIP")) {
      start(pod, order);
    }
  }

  private void start(StoredObject pod, PodOrder order) {
    Address address = address(order);
    Mapping placed = Tree.with(pod.document(), address.ip(), "status", "podIP");
    placed = Tree.with(placed, PodTemplates.NODE, "spec", "nodeName");
    StoredObject there = store.put(pod, withPorts(placed, address));
    report(there, new PodState(new PodState.Waiting("ContainerCreating", ""), false, 0));
    PodRun run =
        new PodRun(
            order, address, options.timings(), options.clock(), reports(pod.key(), pod.uid()));
    runs.put(pod.key(), new Started(pod.uid(), run));
    run.behave(Behaviour.of(pod.annotation(Behaviour.ANNOTATION)));
    run.start();
  }

  private Address address(PodOrder order) {
    try {
      return addresses.next(order.ports());
    } catch (IOException none) {
      throw new UncheckedIOException("no free port for pod " + order.name(), none);
    }
  }

  private static Mapping withPorts(Mapping pod, Address address) {
    Mapping result = pod;
    for (Map.Entry<Integer, Integer> port : address.ports().entrySet()) {
      if (!port.getKey().equals(port.getValue())) {
        String name = ContainerPorts.ANNOTATION + port.getKey();
        String there = port.getValue().toString();
        result = Tree.with(result, there, "metadata", "annotations", name);
      }
    }
    return result;
  }

  private PodRun.Reports reports(ObjectKey key, String uid) {
    return new PodRun.Reports() {
      @Override
      public void changed(PodState state) {
        inWorld.execute(() -> current(key, uid).ifPresent(pod -> report(pod, state)));
      }

      @Override
      public void gone() {
        inWorld.execute(
            () ->
                current(key, uid)
                    .ifPresent(
                        pod -> {
                          runs.remove(key);
                          store.remove(key);
                        }));
      }
    };
  }

  private Optional<StoredObject> current(ObjectKey key, String uid) {
    return store.get(key).filter(pod -> pod.uid().equals(uid));
  }

  private void report(StoredObject pod, PodState state) {
    Mapping status = new PodStatus(pod, state, store.now()).status();
    store.put(pod, Tree.with(pod.document(), status, "status"));
  }

  /// Whether the pod runs here, so that its end takes time.
  boolean runs(StoredObject pod) {
    return runs.containsKey(pod.key());
  }

  /// What the pod printed lately.
  List<String> log(ObjectKey key) {
    Started started = runs.get(key);
    return started == null ? List.of() : started.run().log().lines();
  }

  /// Ends all pods at once.
  @Override
  public void close() {
    runs.values().forEach(started -> started.run().close());
    runs.clear();
  }
}
