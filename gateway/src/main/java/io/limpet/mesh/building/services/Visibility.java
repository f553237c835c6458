package io.limpet.mesh.building.services;

import java.util.List;

/// Who sees a resource, by its `exportTo`.
public final class Visibility {
  private static final String NOBODY = "~";

  private Visibility() {}

  /// Whether a resource of `owner` is seen in `namespace`. Nothing written means everyone; `*`
  /// counts before `~`, and that before any name.
  public static boolean visible(List<String> exportTo, String owner, String namespace) {
    if (isPublic(exportTo)) {
      return true;
    }
    if (exportTo.contains(NOBODY)) {
      return false;
    }
    for (String each : exportTo) {
      if (each.equals(namespace) || (each.equals(".") && owner.equals(namespace))) {
        return true;
      }
    }
    return false;
  }

  /// Whether everyone sees it.
  public static boolean isPublic(List<String> exportTo) {
    return exportTo.isEmpty() || exportTo.contains("*");
  }
}
