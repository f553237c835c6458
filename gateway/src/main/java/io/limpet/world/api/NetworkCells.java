package io.limpet.world.api;

import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/// What kubectl prints of Services and of their endpoints.
final class NetworkCells {
  private static final int SHOWN = 3;
  private static final String NONE = "<none>";

  private NetworkCells() {}

  static String servicePorts(StoredObject service) {
    List<String> ports = new ArrayList<>();
    for (Value port : Tree.items(service.document(), "spec", "ports")) {
      String node = Tree.text(port, "nodePort");
      String protocol = Tree.text(port, "protocol");
      ports.add(Tree.text(port, "port") + (node.isEmpty() ? "" : ":" + node) + "/" + protocol);
    }
    return ports.isEmpty() ? NONE : String.join(",", ports);
  }

  static String externalIp(StoredObject service) {
    String name = Tree.text(service.document(), "spec", "externalName");
    if (!name.isEmpty()) {
      return name;
    }
    boolean balanced = Tree.text(service.document(), "spec", "type").equals("LoadBalancer");
    return balanced ? "<pending>" : NONE;
  }

  static String endpoints(StoredObject endpoints) {
    List<String> all = new ArrayList<>();
    for (Value subset : Tree.items(endpoints.document(), "subsets")) {
      for (Value address : Tree.items(subset, "addresses")) {
        for (Value port : Tree.items(subset, "ports")) {
          all.add(Tree.text(address, "ip") + ":" + Tree.text(port, "port"));
        }
      }
    }
    return some(all);
  }

  static String slicePorts(StoredObject slice) {
    List<String> ports = new ArrayList<>();
    for (Value port : Tree.items(slice.document(), "ports")) {
      ports.add(Tree.text(port, "port"));
    }
    return ports.isEmpty() ? "<unset>" : some(ports);
  }

  static String sliceAddresses(StoredObject slice) {
    List<String> addresses = new ArrayList<>();
    for (Value endpoint : Tree.items(slice.document(), "endpoints")) {
      Tree.items(endpoint, "addresses").forEach(each -> addresses.add(Tree.text(each)));
    }
    return addresses.isEmpty() ? "<unset>" : some(addresses);
  }

  static String labels(Mapping labels) {
    List<String> all = new ArrayList<>();
    Tree.texts(labels).forEach((name, value) -> all.add(name + "=" + value));
    return all.isEmpty() ? NONE : String.join(",", all);
  }

  private static String some(List<String> all) {
    if (all.isEmpty()) {
      return NONE;
    }
    String shown = String.join(",", all.subList(0, Math.min(SHOWN, all.size())));
    return all.size() > SHOWN ? shown + " + " + (all.size() - SHOWN) + " more..." : shown;
  }
}
