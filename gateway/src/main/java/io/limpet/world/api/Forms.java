package io.limpet.world.api;

import io.limpet.model.tree.JsonReader;
import io.limpet.model.tree.JsonWriter;
import io.limpet.model.tree.Value;
import io.limpet.model.tree.Value.Mapping;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.StoredObject;

/// Objects as clients see them: in the version that was asked for, and with what was last applied
/// in kubectl's annotation.
final class Forms {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String[] ANNOTATION = {"metadata", "annotations", LAST_APPLIED};

  private Forms() {}

  static StoredObject shown(StoredObject object, ObjectType type, String version) {
    String apiVersion = type.group().isEmpty() ? version : type.group() + "/" + version;
    Mapping document = Tree.with(object.document(), apiVersion, "apiVersion");
    if (!object.lastApplied().fields().isEmpty()) {
      document = Tree.with(document, JsonWriter.compact(object.lastApplied()) + "\n", ANNOTATION);
    }
    return object.with(document);
  }

  /// What the annotation of a document says was applied; empty without one.
  static Mapping lastApplied(Mapping document) {
    String text = Tree.text(document, ANNOTATION);
    if (text.isEmpty()) {
      return Tree.EMPTY;
    }
    Value root = JsonReader.readAll(text).getFirst().root();
    return root instanceof Mapping applied ? (Mapping) Tree.withoutLines(applied) : Tree.EMPTY;
  }

  /// The document without that annotation, as it is stored.
  static Mapping stored(Mapping document) {
    Mapping plain = Tree.without(document, ANNOTATION);
    return Tree.mapping(plain, "metadata", "annotations").fields().isEmpty()
        ? Tree.without(plain, "metadata", "annotations")
        : plain;
  }
}
