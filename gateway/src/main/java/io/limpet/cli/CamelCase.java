package io.limpet.cli;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.limpet.model.tree.Value;
import io.limpet.xds.resources.MessageJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Gives the fields of a dumped message the names that istioctl prints: `virtualHosts` for Envoy's
/// `virtual_hosts`, in the order of the `.proto` file.
///
/// Works on the JSON, not on messages, since a gateway's dump may hold types that nobody here
/// knows. The descriptors of those that are known tell a field's name from a map's key, which must
/// stay as it is.
final class CamelCase {
  private static final String TYPE = "@type";
  private static final String WELL_KNOWN = "google.protobuf.";

  private CamelCase() {}

  /// What an `Any` holds, as a message of its own: without `@type`.
  static Value.Mapping content(Value.Mapping any) {
    Map<String, Value> fields = new LinkedHashMap<>(any(any).fields());
    fields.remove(TYPE);
    return new Value.Mapping(any.line(), fields, Map.of());
  }

  private static Value.Mapping any(Value.Mapping any) {
    Optional<Descriptor> type =
        any.get(TYPE) instanceof Value.Text url ? MessageJson.type(url.value()) : Optional.empty();
    return type.isPresent() ? message(any, type.get()) : guessed(any);
  }

  private static Value.Mapping message(Value.Mapping message, Descriptor type) {
    if (type.getFullName().equals(WELL_KNOWN + "Any")) {
      return any(message);
    }
    if (type.getFullName().startsWith(WELL_KNOWN)) {
      return message;
    }
    Map<Integer, Map.Entry<String, Value>> known = new TreeMap<>();
    Map<String, Value> unknown = new LinkedHashMap<>();
    message
        .fields()
        .forEach(
            (name, value) -> {
              FieldDescriptor field = field(type, name);
              if (field == null) {
                unknown.put(name, value);
              } else {
                known.put(field.getIndex(), Map.entry(field.getJsonName(), field(value, field)));
              }
            });
    Map<String, Value> fields = new LinkedHashMap<>();
    Value url = unknown.remove(TYPE);
    if (url != null) {
      fields.put(TYPE, url);
    }
    known.values().forEach(field -> fields.put(field.getKey(), field.getValue()));
    fields.putAll(unknown);
    return new Value.Mapping(message.line(), fields, Map.of());
  }

  private static @Nullable FieldDescriptor field(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field != null) {
      return field;
    }
    for (FieldDescriptor each : type.getFields()) {
      if (each.getJsonName().equals(name)) {
        return each;
      }
    }
    return null;
  }

  private static Value field(Value value, FieldDescriptor field) {
    if (field.isMapField()) {
      return map(value, field.getMessageType().findFieldByName("value"));
    }
    if (value instanceof Value.Sequence sequence && field.isRepeated()) {
      return new Value.Sequence(
          sequence.line(), sequence.items().stream().map(item -> single(item, field)).toList());
    }
    return single(value, field);
  }

  private static Value map(Value value, FieldDescriptor values) {
    if (!(value instanceof Value.Mapping mapping)) {
      return value;
    }
    Map<String, Value> fields = new LinkedHashMap<>();
    mapping.fields().forEach((key, item) -> fields.put(key, single(item, values)));
    return new Value.Mapping(mapping.line(), fields, Map.of());
  }

  private static Value single(Value value, FieldDescriptor field) {
    boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    return message && value instanceof Value.Mapping mapping
        ? message(mapping, field.getMessageType())
        : value;
  }

  /// Of an unknown type it cannot be told what is a field and what a key: all are taken for fields,
  /// as those of Istio's own filters are.
  private static Value.Mapping guessed(Value.Mapping message) {
    Map<String, Value> fields = new LinkedHashMap<>();
    message.fields().forEach((name, value) -> fields.put(camel(name), guessed(value)));
    return new Value.Mapping(message.line(), fields, Map.of());
  }

  private static Value guessed(Value value) {
    return switch (value) {
      case Value.Mapping mapping -> any(mapping);
      case Value.Sequence sequence ->
          new Value.Sequence(
              sequence.line(), sequence.items().stream().map(CamelCase::guessed).toList());
      case Value.Text _, Value.Whole _, Value.Fraction _, Value.Truth _, Value.Nothing _ -> value;
    };
  }

  private static String camel(String name) {
    StringBuilder camel = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      boolean hump = name.charAt(i) == '_' && i > 0 && i + 1 < name.length();
      camel.append(hump ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
    }
    return camel.toString();
  }
}
