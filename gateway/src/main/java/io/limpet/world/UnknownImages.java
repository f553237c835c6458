package io.limpet.world;

import io.limpet.model.Origin;
import io.limpet.model.Problem;
import io.limpet.model.tree.Value;
import io.limpet.world.document.Tree;
import io.limpet.world.pods.PodOrder;
import io.limpet.world.store.StoredObject;
import java.util.List;

/// Says which workloads cannot run on this machine.
final class UnknownImages {
  private UnknownImages() {}

  static List<Problem> problems(StoredObject workload) {
    if (!(PodOrder.runs(PodTemplates.template(workload))
        instanceof PodOrder.UnknownImage(String image))) {
      return List.of();
    }
    List<Value> containers =
        Tree.items(workload.document(), "spec", "template", "spec", "containers");
    int line =
        containers.isEmpty()
            ? 0
            : Tree.at(containers.getFirst(), "image").map(Value::line).orElse(0);
    Origin origin = workload.origin();
    return List.of(
        new Problem(
            Problem.Severity.ERROR,
            line == 0 ? origin : new Origin(origin.source(), line),
            workload.key().toString(),
            "spec.template.spec.containers[0].image",
            "unknown-image",
            message(image)));
  }

  static String message(String image) {
    return (image.isEmpty() ? "no image is named" : "the image \"" + image + "\" is not built in")
        + ", so its pods cannot run on this machine; name the program to run in the pod template's"
        + " annotation "
        + PodOrder.COMMAND
        + " (it gets HOST, PORT and POD_NAME), or use a built-in image:"
        + " docker.io/istio/examples-helloworld-v1, docker.io/istio/examples-helloworld-v2,"
        + " learnistio/sticky-svc";
  }
}
