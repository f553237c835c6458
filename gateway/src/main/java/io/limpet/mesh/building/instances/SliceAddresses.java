package io.limpet.mesh.building.instances;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// How many times the EndpointSlices of one service name each address, so that nobody has to look
/// at all of them to learn that none is there twice.
final class SliceAddresses {
  private final Map<Key, Integer> counts = new HashMap<>();
  private int repeated;

  private record Key(String port, String address) {
    static Key of(Instance instance) {
      return new Key(instance.portName(), instance.endpoint().address());
    }
  }

  /// A slice has these.
  void add(List<Instance> instances) {
    for (Instance each : instances) {
      if (counts.merge(Key.of(each), 1, Integer::sum) > 1) {
        repeated++;
      }
    }
  }

  /// A slice no longer has these, which were added before.
  void remove(List<Instance> instances) {
    for (Instance each : instances) {
      if (counts.computeIfPresent(Key.of(each), (_, n) -> n == 1 ? null : n - 1) != null) {
        repeated--;
      }
    }
  }

  /// Those of `instances`, which are all that were added, with each address once.
  List<Instance> distinct(List<Instance> instances) {
    if (repeated == 0) {
      return instances;
    }
    Set<Key> seen = new HashSet<>();
    List<Instance> distinct = new ArrayList<>();
    for (Instance each : instances) {
      if (seen.add(Key.of(each))) {
        distinct.add(each);
      }
    }
    return distinct;
  }
}
