package io.limpet.world.api;

import io.limpet.world.document.LabelSelector;
import io.limpet.world.document.Tree;
import io.limpet.world.store.ObjectKey;
import io.limpet.world.store.ObjectType;
import io.limpet.world.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/// Which objects a list or a watch is about.
record Selection(
    ObjectType type, String namespace, LabelSelector labels, List<FieldRequirement> fields) {

  Selection {
    fields = List.copyOf(fields);
  }

  /// `path=value` or `path!=value`.
  record FieldRequirement(String path, boolean equal, String value) {
    boolean matches(StoredObject object) {
      return Tree.text(object.document(), path.split("\\.", -1)).equals(value) == equal;
    }
  }

  static Selection of(ObjectType type, ApiPath path, Call call) {
    try {
      List<FieldRequirement> fields = new ArrayList<>();
      if (!path.name().isEmpty()) {
        fields.add(new FieldRequirement("metadata.name", true, path.name()));
      }
      for (String part : call.parameter("fieldSelector").split(",", -1)) {
        if (part.contains("=")) {
          fields.add(field(part));
        }
      }
      LabelSelector labels = LabelSelector.parse(call.parameter("labelSelector"));
      return new Selection(type, path.namespace(), labels, fields);
    } catch (IllegalArgumentException wrong) {
      throw StatusException.badRequest(String.valueOf(wrong.getMessage()));
    }
  }

  private static FieldRequirement field(String text) {
    int equals = text.indexOf('=');
    boolean not = equals > 0 && text.charAt(equals - 1) == '!';
    String path = text.substring(0, not ? equals - 1 : equals);
    String value =
        text.substring(
            text.charAt(text.length() - 1) == '=' ? text.length() : text.lastIndexOf('=') + 1);
    return new FieldRequirement(path, !not, value);
  }

  boolean mayHave(ObjectKey key) {
    return key.isOf(type) && (namespace.isEmpty() || namespace.equals(key.namespace()));
  }

  boolean has(StoredObject object) {
    return mayHave(object.key())
        && labels.matches(object.labels())
        && fields.stream().allMatch(field -> field.matches(object));
  }
}
