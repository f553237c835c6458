package io.limpet.xds.reading;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.envoyproxy.envoy.config.core.v3.SubstitutionFormatString;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Fields that Envoy 1.40 has and the classes of its API here, which are of 1.35's age, have not,
/// as far as the proxy reads them: they travel as unknown fields, by their number.
final class NewerFields {
  private static final String COOKIE_MATCHER = ".limpet.newer.CookieMatcher";
  private static final Map<String, Descriptor> BY_MESSAGE = descriptors();

  private NewerFields() {}

  /// A message that has the newer fields of another alone, or null if that has none.
  static @Nullable Descriptor of(Descriptor message) {
    return BY_MESSAGE.get(message.getFullName());
  }

  private static Map<String, Descriptor> descriptors() {
    FileDescriptorProto file =
        FileDescriptorProto.newBuilder()
            .setName("limpet/newer.proto")
            .setPackage("limpet.newer")
            .setSyntax("proto3")
            .addDependency(StringMatcher.getDescriptor().getFile().getName())
            .addDependency(SubstitutionFormatString.getDescriptor().getFile().getName())
            .addMessageType(
                message("CookieMatcher")
                    .addField(field("name", 1, FieldDescriptorProto.Type.TYPE_STRING))
                    .addField(
                        message("string_match", 2, ".envoy.type.matcher.v3.StringMatcher", false))
                    .addField(field("invert_match", 3, FieldDescriptorProto.Type.TYPE_BOOL)))
            .addMessageType(
                message("RouteMatch").addField(message("cookies", 17, COOKIE_MATCHER, true)))
            .addMessageType(
                message("RouteConfiguration")
                    .addField(field("vhost_header", 18, FieldDescriptorProto.Type.TYPE_STRING)))
            .addMessageType(
                message("DirectResponseAction")
                    .addField(
                        message(
                            "body_format",
                            3,
                            ".envoy.config.core.v3.SubstitutionFormatString",
                            false)))
            .addMessageType(
                message("StatefulSession")
                    .addField(
                        field(
                            "status_on_strict_destination_not_found",
                            4,
                            FieldDescriptorProto.Type.TYPE_UINT32)))
            .build();
    Map<String, Descriptor> byName =
        build(file).getMessageTypes().stream()
            .collect(Collectors.toMap(Descriptor::getName, type -> type));
    return Map.of(
        "envoy.config.route.v3.RouteMatch",
        type(byName, "RouteMatch"),
        "envoy.config.route.v3.RouteConfiguration",
        type(byName, "RouteConfiguration"),
        "envoy.config.route.v3.DirectResponseAction",
        type(byName, "DirectResponseAction"),
        "envoy.extensions.filters.http.stateful_session.v3.StatefulSession",
        type(byName, "StatefulSession"));
  }

  private static Descriptor type(Map<String, Descriptor> byName, String name) {
    @Nullable Descriptor type = byName.get(name);
    if (type == null) {
      throw new IllegalStateException("no message " + name);
    }
    return type;
  }

  private static FileDescriptor build(FileDescriptorProto file) {
    try {
      return FileDescriptor.buildFrom(
          file,
          new FileDescriptor[] {
            StringMatcher.getDescriptor().getFile(),
            SubstitutionFormatString.getDescriptor().getFile()
          });
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto.Builder message(String name) {
    return DescriptorProto.newBuilder().setName(name);
  }

  private static FieldDescriptorProto.Builder field(
      String name, int number, FieldDescriptorProto.Type type) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setNumber(number)
        .setType(type)
        .setLabel(Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder message(
      String name, int number, String type, boolean repeated) {
    return field(name, number, FieldDescriptorProto.Type.TYPE_MESSAGE)
        .setTypeName(type)
        .setLabel(repeated ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
  }
}
