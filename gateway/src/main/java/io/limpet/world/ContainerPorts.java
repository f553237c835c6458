package io.limpet.world;

import io.limpet.model.tree.Value;
import io.limpet.world.document.Tree;
import io.limpet.world.store.StoredObject;
import java.util.Optional;

/// Finds a Service's port on a pod.
final class ContainerPorts {
  /// With a container's port: where the pod really listens, if somebody else has that port on all
  /// of this machine's addresses.
  static final String ANNOTATION = "limpet.io/port-";

  private ContainerPorts() {}

  /// The number at which the pod has the Service's port; 0 if it has none of that name.
  static long number(StoredObject pod, Value servicePort) {
    Optional<Value> target = Tree.at(servicePort, "targetPort");
    if (target.isPresent() && target.get() instanceof Value.Text(_, String name)) {
      return named(pod, name);
    }
    long port = Tree.whole(servicePort, 0, "port");
    return there(pod, Tree.whole(servicePort, port, "targetPort"));
  }

  private static long named(StoredObject pod, String name) {
    for (Value container : Tree.items(pod.document(), "spec", "containers")) {
      for (Value port : Tree.items(container, "ports")) {
        if (Tree.text(port, "name").equals(name)) {
          return there(pod, Tree.whole(port, 0, "containerPort"));
        }
      }
    }
    return name.matches("[0-9]{1,5}") ? there(pod, Long.parseLong(name)) : 0;
  }

  private static long there(StoredObject pod, long number) {
    String aside = pod.annotation(ANNOTATION + number);
    return aside.isEmpty() ? number : Long.parseLong(aside);
  }
}
