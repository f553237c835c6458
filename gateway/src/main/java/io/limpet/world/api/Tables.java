package io.limpet.world.api;

import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.StoredObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Objects as rows, as kubectl prints them (Kubernetes: "Receiving resources as Tables").
final class Tables {
  private final Clock clock;

  Tables(Clock clock) {
    this.clock = clock;
  }

  /// `include` is the request's `includeObject`: how much of each object goes with its row.
  Mapping table(List<StoredObject> objects, Columns columns, String version, String include) {
    List<Mapping> rows = new ArrayList<>(objects.size());
    for (StoredObject object : objects) {
      rows.add(
          Tree.document(
              "cells", columns.cells(object, clock.instant()), "object", part(object, include)));
    }
    return Tree.document(
        "kind",
        "Table",
        "apiVersion",
        "meta.k8s.io/v1",
        "metadata",
        Tree.document("resourceVersion", version),
        "columnDefinitions",
        columns.definitions(),
        "rows",
        rows);
  }

  private static Mapping part(StoredObject object, String include) {
    return include.equals("Object")
        ? object.document()
        : Tree.document(
            "kind", "PartialObjectMetadata",
            "apiVersion", "meta.k8s.io/v1",
            "metadata", Tree.mapping(object.document(), "metadata"));
  }
}
