package io.limpet.xds.reading;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.FieldMaskUtil;
import com.google.protobuf.util.Timestamps;
import io.limpet.model.tree.Value;
import java.text.ParseException;
import java.util.Optional;

/// protobuf's own types, which have a form of their own in JSON.
final class WellKnown {
  private WellKnown() {}

  /// The message for a value, if the type is one of those; wrappers and `Any` are not.
  static Optional<Message> read(String type, Value value) throws WrongValue {
    return switch (type) {
      case "google.protobuf.Duration" -> Optional.of(duration(value));
      case "google.protobuf.Timestamp" -> Optional.of(timestamp(value));
      case "google.protobuf.Struct" -> Optional.of(struct(value));
      case "google.protobuf.Value" -> Optional.of(any(value));
      case "google.protobuf.ListValue" -> Optional.of(list(value));
      case "google.protobuf.FieldMask" -> Optional.of(mask(value));
      default -> Optional.empty();
    };
  }

  static boolean isWrapper(String type) {
    return switch (type) {
      case "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.FloatValue",
          "google.protobuf.DoubleValue" ->
          true;
      default -> false;
    };
  }

  private static Duration duration(Value value) throws WrongValue {
    try {
      return Durations.parse(Scalars.text(value));
    } catch (ParseException | WrongValue broken) {
      throw new WrongValue(
          "must be a duration in seconds such as 1.5s, not " + Scalars.kind(value));
    }
  }

  private static Timestamp timestamp(Value value) throws WrongValue {
    try {
      return Timestamps.parse(Scalars.text(value));
    } catch (ParseException broken) {
      throw new WrongValue("must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static FieldMask mask(Value value) throws WrongValue {
    return FieldMaskUtil.fromJsonString(Scalars.text(value));
  }

  private static Struct struct(Value value) throws WrongValue {
    if (!(value instanceof Value.Mapping mapping)) {
      throw new WrongValue("must be a mapping, not " + Scalars.kind(value));
    }
    Struct.Builder struct = Struct.newBuilder();
    mapping.fields().forEach((key, each) -> struct.putFields(key, any(each)));
    return struct.build();
  }

  private static ListValue list(Value value) throws WrongValue {
    if (!(value instanceof Value.Sequence sequence)) {
      throw new WrongValue("must be a list, not " + Scalars.kind(value));
    }
    return list(sequence);
  }

  private static ListValue list(Value.Sequence sequence) {
    ListValue.Builder list = ListValue.newBuilder();
    sequence.items().forEach(each -> list.addValues(any(each)));
    return list.build();
  }

  private static com.google.protobuf.Value any(Value value) {
    com.google.protobuf.Value.Builder any = com.google.protobuf.Value.newBuilder();
    switch (value) {
      case Value.Text text -> any.setStringValue(text.value());
      case Value.Whole whole -> any.setNumberValue((double) whole.value());
      case Value.Fraction fraction -> any.setNumberValue(fraction.value());
      case Value.Truth truth -> any.setBoolValue(truth.value());
      case Value.Nothing _ -> any.setNullValue(NullValue.NULL_VALUE);
      case Value.Sequence sequence -> any.setListValue(list(sequence));
      case Value.Mapping mapping ->
          mapping
              .fields()
              .forEach((key, each) -> any.getStructValueBuilder().putFields(key, any(each)));
    }
    if (value instanceof Value.Mapping mapping && mapping.fields().isEmpty()) {
      any.setStructValue(Struct.getDefaultInstance());
    }
    return any.build();
  }
}
