package io.limpet.xds.resources;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What Envoy's API demands of one type of messages: of fields, by their numbers, and that one of
/// several is there.
final class Demands {
  /// The number of each of protoc-gen-validate's options (validate.proto).
  private static final int RULES = 1071;

  private final Map<Integer, Demand> byNumber = new HashMap<>();
  private final List<Demand> ruled = new ArrayList<>();
  private final List<OneofDescriptor> choices;
  private final int count;

  /// What a field holds, as far as checks go.
  enum Kind {
    SCALAR,
    /// A value rather than a message: a number that may be missing, a duration, a `Struct`.
    PLAIN,
    PACKED,
    ENTRY,
    MESSAGE
  }

  /// What is demanded of a field; no rules where only its content is looked at, or whether it is
  /// there. `index` is its place among the type's demands.
  record Demand(int index, FieldDescriptor field, Kind kind, FieldRules rules) {}

  Demands(Descriptor type) {
    choices = type.getRealOneofs().stream().filter(Demands::isRequired).toList();
    int count = 0;
    for (FieldDescriptor field : type.getFields()) {
      FieldRules rules = FieldRules.of(field);
      boolean counts = choices.contains(field.getRealContainingOneof());
      if (rules.isAny() || field.getJavaType() == JavaType.MESSAGE || counts) {
        Demand demand = new Demand(count++, field, kind(field), rules);
        if (rules.isAny()) {
          ruled.add(demand);
        }
        byNumber.put(field.getNumber(), demand);
      }
    }
    this.count = count;
  }

  /// What messages of this type are, where a field holds one.
  static Kind kind(Descriptor type) {
    if (type.getFullName().equals(Any.getDescriptor().getFullName())) {
      return Kind.PACKED;
    }
    return type.getFile().getPackage().equals("google.protobuf") ? Kind.PLAIN : Kind.MESSAGE;
  }

  private static Kind kind(FieldDescriptor field) {
    if (field.getJavaType() != JavaType.MESSAGE) {
      return Kind.SCALAR;
    }
    return field.isMapField() ? Kind.ENTRY : kind(field.getMessageType());
  }

  private static boolean isRequired(OneofDescriptor choice) {
    return choice.getOptions().getAllFields().entrySet().stream()
        .anyMatch(each -> each.getKey().getNumber() == RULES && each.getValue().equals(true));
  }

  int count() {
    return count;
  }

  /// Those with rules.
  List<Demand> ruled() {
    return ruled;
  }

  @Nullable Demand of(int number) {
    return byNumber.get(number);
  }

  /// The names of which one is needed, where there is none; `seen` has the fields' counts.
  List<String> unmetChoices(int[] seen) {
    if (choices.isEmpty()) {
      return List.of();
    }
    return choices.stream()
        .filter(choice -> choice.getFields().stream().noneMatch(field -> isSeen(field, seen)))
        .map(Demands::names)
        .toList();
  }

  private boolean isSeen(FieldDescriptor field, int[] seen) {
    @Nullable Demand demand = of(field.getNumber());
    return demand != null && seen[demand.index()] > 0;
  }

  private static String names(OneofDescriptor choice) {
    return choice.getFields().stream()
        .map(FieldDescriptor::getName)
        .collect(Collectors.joining(", "));
  }
}
