package io.limpet.xds.resources;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import java.util.Optional;

/// Envoy's messages as JSON, and back. The types that may stand inside an `Any` are loaded when the
/// first message is printed or read, so that a gateway that prints nothing never pays for them.
public final class MessageJson {
  private MessageJson() {}

  /// How fields are named.
  public enum Names {
    /// As in the `.proto` files: what Envoy's `/config_dump` prints.
    PROTO,
    /// In camel case: what `istioctl -o json|yaml` prints.
    CAMEL
  }

  /// The message as indented JSON. An `Any` of a type that is not known is printed as its type and
  /// its bytes (`{"@type": …, "value": "<base64>"}`).
  public static String print(MessageOrBuilder message, Names names) {
    try {
      return printer(Known.TYPES, names).print(message);
    } catch (InvalidProtocolBufferException unknownType) {
      return printUnknown(message, names);
    }
  }

  /// Reads JSON in either naming into `builder`. Fields that this version of Envoy's API does not
  /// have are skipped.
  public static void read(String json, com.google.protobuf.Message.Builder builder)
      throws InvalidProtocolBufferException {
    JsonFormat.parser().usingTypeRegistry(Known.TYPES).ignoringUnknownFields().merge(json, builder);
  }

  /// Reads JSON in either naming into `builder`; a field that is not known is an error.
  public static void readWhole(String json, com.google.protobuf.Message.Builder builder)
      throws InvalidProtocolBufferException {
    JsonFormat.parser().usingTypeRegistry(Known.TYPES).merge(json, builder);
  }

  /// What a message inside an `Any` looks like, if its type is known.
  public static Optional<Descriptor> type(String url) {
    return type(url, Known.TYPES);
  }

  /// The same for all of Envoy's own extensions, also those that no proxy here carries out.
  public static Optional<Descriptor> anyType(String url) {
    return type(url).or(() -> type(url, Rare.TYPES));
  }

  private static Optional<Descriptor> type(String url, TypeRegistry types) {
    try {
      return Optional.ofNullable(types.getDescriptorForTypeUrl(url));
    } catch (InvalidProtocolBufferException notAUrl) {
      return Optional.empty();
    }
  }

  private static String printUnknown(MessageOrBuilder message, Names names) {
    UnknownTypes unknown = new UnknownTypes(Rare.TYPES);
    try {
      MessageOrBuilder printable = unknown.printable(message);
      return printer(unknown.registry(), names).print(printable);
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException(
          "not a valid message: " + message.getDescriptorForType().getFullName(), broken);
    }
  }

  private static JsonFormat.Printer printer(TypeRegistry types, Names names) {
    JsonFormat.Printer printer = JsonFormat.printer().usingTypeRegistry(types);
    return names == Names.PROTO ? printer.preservingProtoFieldNames() : printer;
  }

  /// Loaded where the others do not suffice.
  private static final class Rare {
    static final TypeRegistry TYPES = RareMessageTypes.registry();
  }

  /// Loaded on first use.
  private static final class Known {
    static final TypeRegistry TYPES = MessageTypes.registry();
  }
}
