package io.limpet.xds.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.limpet.xds.resources.MessageJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes messages of `limpet.v1` out of what goes to gateways that do not know them. What is there
/// for such a message only goes with it: the entry of a map, and a filter.
final class Extensions {
  private static final String OURS = "/limpet.v1.";
  private static final String CONFIGURATION = "typed_config";

  private Extensions() {}

  /// The encoding of what is left.
  static ByteString without(Message message) {
    Message rest = message instanceof Cluster cluster ? withoutMetadata(cluster) : message;
    ByteString content = Encoding.of(rest);
    return mayHave(content)
        ? Encoding.of(rest(rest).orElse(message.getDefaultInstanceForType()))
        : content;
  }

  /// Nearly every cluster has one of ours in its metadata and nowhere else: to go through all of
  /// its fields by their descriptions would cost more than its translation.
  private static Cluster withoutMetadata(Cluster cluster) {
    Map<String, Any> typed = cluster.getMetadata().getTypedFilterMetadataMap();
    List<String> ours =
        typed.entrySet().stream()
            .filter(each -> each.getValue().getTypeUrl().contains(OURS))
            .map(Map.Entry::getKey)
            .toList();
    if (ours.isEmpty()) {
      return cluster;
    }
    Cluster.Builder rest = cluster.toBuilder();
    ours.forEach(rest.getMetadataBuilder()::removeTypedFilterMetadata);
    return rest.build();
  }

  /// Whether there may be one of ours in what is encoded so.
  static boolean mayHave(ByteString content) {
    return content.toString(ISO_8859_1).contains(OURS);
  }

  /// Nothing where the message is there for one of ours.
  private static Optional<Message> rest(Message message) {
    if (message instanceof Any any) {
      return rest(any).map(each -> each);
    }
    Message.Builder rest = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> each : message.getAllFields().entrySet()) {
      FieldDescriptor field = each.getKey();
      if (field.getJavaType() != JavaType.MESSAGE) {
        continue;
      }
      if (field.isRepeated()) {
        rest.clearField(field);
        ((List<?>) each.getValue())
            .forEach(item -> inside(item).ifPresent(kept -> rest.addRepeatedField(field, kept)));
        continue;
      }
      Optional<Message> kept = inside(each.getValue());
      if (kept.isPresent()) {
        rest.setField(field, kept.get());
      } else if (field.getName().equals(CONFIGURATION) || isEntry(message)) {
        return Optional.empty();
      } else {
        rest.clearField(field);
      }
    }
    return Optional.of(rest.build());
  }

  private static boolean isEntry(Message message) {
    return message.getDescriptorForType().getOptions().getMapEntry();
  }

  private static Optional<Message> inside(Object value) {
    return value instanceof DynamicMessage packed && isAny(packed)
        ? rest(any(packed)).map(each -> each)
        : rest((Message) value);
  }

  private static boolean isAny(Message message) {
    return message.getDescriptorForType().getFullName().equals(Any.getDescriptor().getFullName());
  }

  private static Any any(Message message) {
    try {
      return Any.parseFrom(message.toByteString());
    } catch (InvalidProtocolBufferException impossible) {
      throw new IllegalStateException("an Any by its description", impossible);
    }
  }

  private static Optional<Any> rest(Any any) {
    if (any.getTypeUrl().contains(OURS)) {
      return Optional.empty();
    }
    Optional<Descriptor> type =
        mayHave(any.getValue()) ? MessageJson.type(any.getTypeUrl()) : Optional.empty();
    if (type.isEmpty()) {
      return Optional.of(any);
    }
    try {
      return rest(DynamicMessage.parseFrom(type.get(), any.getValue()))
          .map(each -> any.toBuilder().setValue(Encoding.of(each)).build());
    } catch (InvalidProtocolBufferException unreadable) {
      throw new IllegalStateException("a message of our own translation", unreadable);
    }
  }
}
