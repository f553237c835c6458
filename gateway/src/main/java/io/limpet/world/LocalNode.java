package io.limpet.world;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import java.util.List;

/// The one node of the local world: this machine.
final class LocalNode {
  private LocalNode() {}

  static Mapping document() {
    Mapping info =
        Tree.document(
            "kubeletVersion",
            "v1.32.0",
            "osImage",
            System.getProperty("os.name"),
            "kernelVersion",
            System.getProperty("os.version"),
            "containerRuntimeVersion",
            "limpet://1",
            "architecture",
            System.getProperty("os.arch"),
            "operatingSystem",
            "linux");
    Mapping ready = Tree.document("type", "Ready", "status", "True", "reason", "KubeletReady");
    Mapping address = Tree.document("type", "InternalIP", "address", "127.0.0.1");
    Mapping status =
        Tree.document(
            "conditions", List.of(ready), "addresses", List.of(address), "nodeInfo", info);
    return Tree.document("apiVersion", "v1", "kind", "Node", "status", status);
  }
}
