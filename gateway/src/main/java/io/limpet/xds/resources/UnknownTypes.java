package io.limpet.xds.resources;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a message printable that holds types which nobody here knows (Istio's own filters, for
/// example): each such type gets a stand-in of the same name with one field `value`, its bytes.
/// protobuf's printer would otherwise refuse the whole message.
final class UnknownTypes {
  private final TypeRegistry known;
  private final Map<String, Descriptor> met = new HashMap<>();
  private final Map<String, Descriptor> standIns = new HashMap<>();

  UnknownTypes(TypeRegistry known) {
    this.known = known;
  }

  /// What the printable copy needs: the known types that were met, and the stand-ins.
  TypeRegistry registry() {
    return TypeRegistry.newBuilder().add(met.values()).add(standIns.values()).build();
  }

  /// A copy of `message` in which each unknown type is replaced by its stand-in, at any depth.
  Message printable(MessageOrBuilder message) throws InvalidProtocolBufferException {
    Message.Builder copy = copyOf(message);
    if (copy.getDescriptorForType().getFullName().equals("google.protobuf.Any")) {
      return any(Any.parseFrom(copy.build().toByteString()));
    }
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.isRepeated()) {
        List<?> items = (List<?>) entry.getValue();
        for (int i = 0; i < items.size(); i++) {
          copy.setRepeatedField(field, i, printable((Message) items.get(i)));
        }
      } else {
        copy.setField(field, printable((Message) entry.getValue()));
      }
    }
    return copy.build();
  }

  private static Message.Builder copyOf(MessageOrBuilder message) {
    return message instanceof Message whole
        ? whole.toBuilder()
        : ((Message.Builder) message).clone();
  }

  private Any any(Any any) throws InvalidProtocolBufferException {
    if (any.getTypeUrl().isEmpty()) {
      return any;
    }
    Descriptor type = known.getDescriptorForTypeUrl(any.getTypeUrl());
    if (type == null) {
      return standIn(any);
    }
    met.put(type.getFullName(), type);
    DynamicMessage content = DynamicMessage.parseFrom(type, any.getValue());
    return any.toBuilder().setValue(printable(content).toByteString()).build();
  }

  private Any standIn(Any any) {
    String url = any.getTypeUrl();
    String name = url.substring(url.lastIndexOf('/') + 1);
    Descriptor type = standIns.computeIfAbsent(name, UnknownTypes::descriptor);
    FieldDescriptor value = type.findFieldByName("value");
    ByteString bytes =
        DynamicMessage.newBuilder(type).setField(value, any.getValue()).build().toByteString();
    return any.toBuilder().setValue(bytes).build();
  }

  private static Descriptor descriptor(String name) {
    int dot = name.lastIndexOf('.');
    FieldDescriptorProto value =
        FieldDescriptorProto.newBuilder()
            .setName("value")
            .setNumber(1)
            .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
            .setType(FieldDescriptorProto.Type.TYPE_BYTES)
            .build();
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName(name + ".proto")
            .setPackage(name.substring(0, Math.max(dot, 0)))
            .addMessageType(
                DescriptorProto.newBuilder().setName(name.substring(dot + 1)).addField(value))
            .build();
    try {
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes().getFirst();
    } catch (DescriptorValidationException invalid) {
      throw new IllegalStateException("no valid type name: " + name, invalid);
    }
  }
}
