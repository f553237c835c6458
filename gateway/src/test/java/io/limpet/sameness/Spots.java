package io.limpet.sameness;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.limpet.xds.resources.MessageJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Every message in a resource, at any depth and in any wrapping, each with a way to put another in
/// its place.
final class Spots {
  private final Consumer<Spot> visitor;

  /// `put` gives the whole resource with another message here.
  record Spot(Message message, UnaryOperator<Message> put) {
    String type() {
      return message.getDescriptorForType().getFullName();
    }
  }

  private Spots(Consumer<Spot> visitor) {
    this.visitor = visitor;
  }

  static void visit(Message resource, Consumer<Spot> visitor) {
    new Spots(visitor).walk(resource, changed -> changed);
  }

  private void walk(Message message, UnaryOperator<Message> put) {
    if (message.getDescriptorForType().getFullName().equals("google.protobuf.Any")) {
      unpack(message, put);
      return;
    }
    if (message.getDescriptorForType().getFile().getPackage().equals("google.protobuf")) {
      return;
    }
    visitor.accept(new Spot(message, put));
    for (FieldDescriptor field : message.getAllFields().keySet()) {
      if (field.getJavaType() == JavaType.MESSAGE) {
        into(message, field, put);
      }
    }
  }

  private void unpack(Message any, UnaryOperator<Message> put) {
    try {
      Any packed = Any.parseFrom(any.toByteString());
      Optional<Descriptor> type = MessageJson.type(packed.getTypeUrl());
      if (type.isPresent()) {
        walk(
            DynamicMessage.parseFrom(type.get(), packed.getValue()),
            changed -> put.apply(packed.toBuilder().setValue(changed.toByteString()).build()));
      }
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private void into(Message message, FieldDescriptor field, UnaryOperator<Message> put) {
    if (field.isMapField()) {
      FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
      if (value.getJavaType() == JavaType.MESSAGE) {
        entries(message, field, value, put);
      }
    } else if (field.isRepeated()) {
      for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
        int index = i;
        walk(
            (Message) message.getRepeatedField(field, i),
            changed ->
                put.apply(message.toBuilder().setRepeatedField(field, index, changed).build()));
      }
    } else {
      walk(
          (Message) message.getField(field),
          changed -> put.apply(message.toBuilder().setField(field, changed).build()));
    }
  }

  private void entries(
      Message message, FieldDescriptor field, FieldDescriptor value, UnaryOperator<Message> put) {
    List<?> entries = (List<?>) message.getField(field);
    for (int i = 0; i < entries.size(); i++) {
      int index = i;
      Message entry = (Message) entries.get(i);
      walk(
          (Message) entry.getField(value),
          changed ->
              put.apply(
                  message.toBuilder()
                      .setRepeatedField(
                          field, index, entry.toBuilder().setField(value, changed).build())
                      .build()));
    }
  }
}
