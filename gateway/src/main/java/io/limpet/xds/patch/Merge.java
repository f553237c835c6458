package io.limpet.xds.patch;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.limpet.xds.resources.MessageJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lays one message over another as Istio does (its `pkg/proto/merge`): fields of the patch win,
/// messages are merged field by field, lists grow, entries of maps are replaced. protobuf's own
/// types, such as durations, are single values.
///
/// With `replacesLists`, a list of the patch takes the place of the other.
record Merge(boolean replacesLists) {
  <M extends Message> M merge(M target, Message patch) {
    Message.Builder merged = target.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> each : patch.getAllFields().entrySet()) {
      set(merged, each.getKey(), each.getValue());
    }
    merged.setUnknownFields(
        merged.getUnknownFields().toBuilder().mergeFrom(patch.getUnknownFields()).build());
    @SuppressWarnings("unchecked") // a message's builder builds such messages
    M built = (M) merged.build();
    return built;
  }

  private void set(Message.Builder merged, FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      merged.setField(field, entries((List<?>) merged.getField(field), (List<?>) value));
    } else if (field.isRepeated() && !replacesLists) {
      ((List<?>) value).forEach(item -> merged.addRepeatedField(field, item));
    } else if (!field.isRepeated() && mergesInto(merged, field)) {
      merged.setField(field, merge((Message) merged.getField(field), (Message) value));
    } else {
      merged.setField(field, value);
    }
  }

  private static boolean mergesInto(Message.Builder merged, FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE
        && merged.hasField(field)
        && !field.getMessageType().getFile().getPackage().equals("google.protobuf");
  }

  private static List<Object> entries(List<?> target, List<?> patch) {
    Map<Object, Object> byKey = new LinkedHashMap<>();
    target.forEach(entry -> byKey.put(key((Message) entry), entry));
    patch.forEach(entry -> byKey.put(key((Message) entry), entry));
    return List.copyOf(byKey.values());
  }

  private static Object key(Message entry) {
    return entry.getField(entry.getDescriptorForType().findFieldByNumber(1));
  }

  /// The message in one `Any` over that in another; nothing where they are of different types.
  Optional<Any> merge(Any target, Any patch) {
    Optional<Descriptor> type = MessageJson.anyType(target.getTypeUrl());
    if (type.isEmpty() || !name(target).equals(name(patch))) {
      return Optional.empty();
    }
    try {
      Message merged =
          merge(
              DynamicMessage.parseFrom(type.get(), target.getValue()),
              DynamicMessage.parseFrom(type.get(), patch.getValue()));
      return Optional.of(target.toBuilder().setValue(merged.toByteString()).build());
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("not what it says: " + target.getTypeUrl(), unreadable);
    }
  }

  private static String name(Any any) {
    return any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1);
  }
}
