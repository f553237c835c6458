package io.limpet.xds.bootstrap;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.limpet.model.tree.Value;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fields that Envoy 1.40 has and the classes of its API here, which are of 1.35's age, have not,
/// as far as the proxy reads them: they travel as unknown fields, by their number.
final class NewerFields {
  private static final Map<String, Integer> NUMBERS =
      Map.of(
          "envoy.extensions.filters.http.stateful_session.v3.StatefulSession"
              + ".status_on_strict_destination_not_found",
          4);

  private NewerFields() {}

  /// Whether there is such a field; then it is put into the message. All of them are whole numbers.
  static boolean read(
      Message.Builder builder, String key, Value value, String path, Findings findings) {
    @Nullable Integer number =
        NUMBERS.get(builder.getDescriptorForType().getFullName() + "." + snake(key));
    if (number == null) {
      return false;
    }
    if (value instanceof Value.Whole whole && whole.value() >= 0) {
      UnknownFieldSet.Field field =
          UnknownFieldSet.Field.newBuilder().addVarint(whole.value()).build();
      builder.setUnknownFields(
          builder.getUnknownFields().toBuilder().addField(number, field).build());
    } else {
      findings.error(
          value.line(), path, "wrong-type", "must be a number, not " + Scalars.kind(value));
    }
    return true;
  }

  private static String snake(String key) {
    return key.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
  }
}
