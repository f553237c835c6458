package io.limpet.proxy.plan.reading.fields;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;

/// Fields of a message that say how long something is, in milliseconds; a part of one counts as a
/// whole, so that nothing that is set becomes nothing.
public final class DurationFields {
  private static final long NANOS_IN_MILLI = 1_000_000;

  private DurationFields() {}

  public static long positive(Place place, Message message, String name, long otherwise) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (!message.hasField(field)) {
      return otherwise;
    }
    long millis = millis((Duration) message.getField(field));
    if (millis <= 0) {
      throw place.at(name).refused("must be longer than nothing");
    }
    return millis;
  }

  public static long notNegative(Place place, Message message, String name, long otherwise) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (!message.hasField(field)) {
      return otherwise;
    }
    Duration duration = (Duration) message.getField(field);
    if (duration.getSeconds() < 0 || duration.getNanos() < 0) {
      throw place.at(name).refused("must not be negative");
    }
    return millis(duration);
  }

  private static long millis(Duration duration) {
    return duration.getSeconds() * 1000 + Math.ceilDiv(duration.getNanos(), NANOS_IN_MILLI);
  }
}
