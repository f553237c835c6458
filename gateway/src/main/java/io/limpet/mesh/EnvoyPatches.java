package io.limpet.mesh;

import io.limpet.model.istio.EnvoyFilter;
import io.limpet.model.istio.EnvoyFilter.Patch;
import java.util.List;

/// The EnvoyFilters that are for the gateway, in the order in which they are applied, each with
/// those of its patches that are for it.
public record EnvoyPatches(List<Chosen> chosen) {
  public static final EnvoyPatches NONE = new EnvoyPatches(List.of());

  public EnvoyPatches {
    chosen = List.copyOf(chosen);
  }

  /// `patches` in the order written.
  public record Chosen(EnvoyFilter filter, List<Patch> patches) {
    public Chosen {
      patches = List.copyOf(patches);
    }
  }
}
