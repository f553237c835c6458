package io.limpet.xds.patch;

import io.limpet.model.istio.EnvoyFilter.ApplyTo;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// All patches for a gateway, in order, by what they change.
record PatchSet(List<ReadPatch> all, Map<ApplyTo, List<ReadPatch>> byObject) {
  static final PatchSet NONE = new PatchSet(List.of());

  PatchSet(List<ReadPatch> all) {
    this(
        List.copyOf(all),
        all.stream()
            .collect(
                Collectors.groupingBy(
                    ReadPatch::applyTo, () -> new EnumMap<>(ApplyTo.class), Collectors.toList())));
  }

  List<ReadPatch> of(ApplyTo object) {
    return byObject.getOrDefault(object, List.of());
  }

  boolean any(ApplyTo... objects) {
    for (ApplyTo each : objects) {
      if (!of(each).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
