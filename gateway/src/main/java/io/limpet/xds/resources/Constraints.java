package io.limpet.xds.resources;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What Envoy's API demands of its messages beyond their types: the `validate.rules` of its
/// `.proto` files, which Envoy checks before it looks at a message at all.
///
/// Not safe for several threads: what was learnt of a type is kept.
public final class Constraints {
  /// The number of each of protoc-gen-validate's options (validate.proto).
  private static final int RULES = 1071;

  private final Map<Descriptor, List<Demand>> known = new HashMap<>();

  /// A demand that is not met, and the field's path.
  public record Violation(String path, String text) {}

  /// What is demanded of a field; no rules where only its content is looked at.
  private record Demand(FieldDescriptor field, FieldRules rules) {}

  /// The violations in a message. With `inside`, also in those packed in it.
  public List<Violation> of(Message message, boolean inside) {
    List<Violation> found = new ArrayList<>();
    check(message, "", inside, found);
    return found;
  }

  private void check(Message message, String path, boolean inside, List<Violation> found) {
    Descriptor type = message.getDescriptorForType();
    for (OneofDescriptor choice : type.getRealOneofs()) {
      if (isRequired(choice) && !message.hasOneof(choice)) {
        List<String> names = choice.getFields().stream().map(FieldDescriptor::getName).toList();
        found.add(new Violation(path, "needs one of " + String.join(", ", names)));
      }
    }
    for (Demand demand : demands(type)) {
      check(message, demand, path, inside, found);
    }
  }

  private static boolean isRequired(OneofDescriptor choice) {
    return choice.getOptions().getAllFields().entrySet().stream()
        .anyMatch(each -> each.getKey().getNumber() == RULES && each.getValue().equals(true));
  }

  private List<Demand> demands(Descriptor type) {
    List<Demand> demands = known.get(type);
    if (demands == null) {
      demands = new ArrayList<>();
      for (FieldDescriptor field : type.getFields()) {
        FieldRules rules = FieldRules.of(field);
        if (rules.isAny() || field.getJavaType() == JavaType.MESSAGE) {
          demands.add(new Demand(field, rules));
        }
      }
      known.put(type, demands);
    }
    return demands;
  }

  private void check(
      Message message, Demand demand, String path, boolean inside, List<Violation> found) {
    FieldDescriptor field = demand.field();
    String at = path.isEmpty() ? field.getName() : path + "." + field.getName();
    demand.rules().broken(message, field).ifPresent(text -> found.add(new Violation(at, text)));
    if (field.getJavaType() != JavaType.MESSAGE) {
      return;
    }
    if (field.isMapField()) {
      for (Object each : (List<?>) message.getField(field)) {
        checkEntry((Message) each, at, inside, found);
      }
    } else if (field.isRepeated()) {
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        Message item = (Message) message.getRepeatedField(field, i);
        descend(item, at + "[" + i + "]", inside, found);
      }
    } else if (message.hasField(field)) {
      descend((Message) message.getField(field), at, inside, found);
    }
  }

  private void checkEntry(Message entry, String path, boolean inside, List<Violation> found) {
    FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
    Object key = entry.getField(entry.getDescriptorForType().findFieldByNumber(1));
    if (value.getJavaType() == JavaType.MESSAGE) {
      descend((Message) entry.getField(value), path + "." + key, inside, found);
    }
  }

  private void descend(Message message, String path, boolean inside, List<Violation> found) {
    Descriptor type = message.getDescriptorForType();
    if (type.getFullName().equals(Any.getDescriptor().getFullName())) {
      if (inside) {
        unpacked(message).ifPresent(each -> check(each, path, true, found));
      }
    } else if (!type.getFile().getPackage().equals("google.protobuf")) {
      check(message, path, inside, found);
    }
  }

  /// What cannot be read is told by whoever reads it.
  private static Optional<Message> unpacked(Message any) {
    try {
      Any packed = any instanceof Any same ? same : Any.parseFrom(any.toByteString());
      Optional<Descriptor> type = MessageJson.type(packed.getTypeUrl());
      return type.isEmpty()
          ? Optional.empty()
          : Optional.of(DynamicMessage.parseFrom(type.get(), packed.getValue()));
    } catch (InvalidProtocolBufferException unreadable) {
      return Optional.empty();
    }
  }
}
