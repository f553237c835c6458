package io.limpet.xds.resources;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
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

  private static final int MOST_PACKED = 10_000;

  private final Map<Descriptor, List<Demand>> known = new HashMap<>();
  private final Map<Message, List<Violation>> packed = new HashMap<>();

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

  /// The violations in a message of which the bytes are there: to read them by description costs
  /// less than all that a generated class makes ready when it is first asked for a field.
  public List<Violation> of(Descriptor type, ByteString content) {
    try {
      return of(DynamicMessage.parseFrom(type, content), true);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalArgumentException("not a " + type.getFullName(), broken);
    }
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
        packed(message)
            .forEach(each -> found.add(new Violation(joined(path, each.path()), each.text())));
      }
    } else if (!type.getFile().getPackage().equals("google.protobuf")) {
      check(message, path, inside, found);
    }
  }

  private static String joined(String path, String inside) {
    return path.isEmpty() || inside.isEmpty() ? path + inside : path + "." + inside;
  }

  /// Most of what is packed is in many messages alike: the settings of filters, and of connections.
  private List<Violation> packed(Message message) {
    List<Violation> known = packed.get(message);
    if (known != null) {
      return known;
    }
    List<Violation> found = new ArrayList<>();
    unpacked(message).ifPresent(each -> check(each, "", true, found));
    if (packed.size() >= MOST_PACKED) {
      packed.clear();
    }
    packed.put(message, List.copyOf(found));
    return found;
  }

  /// What cannot be read is told by whoever reads it.
  private static Optional<Message> unpacked(Message any) {
    try {
      Any packed = any instanceof Any same ? same : Any.parseFrom(any.toByteString());
      Optional<Descriptor> type = PackedTypes.find(packed.getTypeUrl());
      return type.isEmpty()
          ? Optional.empty()
          : Optional.of(DynamicMessage.parseFrom(type.get(), packed.getValue()));
    } catch (InvalidProtocolBufferException unreadable) {
      return Optional.empty();
    }
  }
}
