package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import org.jspecify.annotations.Nullable;

/// Reads shares of requests.
final class PercentReader {
  private static final int ALL = 100;
  private static final double LEAST = 0.0001;

  private PercentReader() {}

  static Percent.Exact exact(Fields percentage) {
    Double value = percentage.fraction("value", Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (value != null && value > ALL) {
      Webhook.refuses(percentage, "value", value + " is more than 100; write at most that");
    } else if (value != null && value < 0) {
      Webhook.refuses(percentage, "value", value + " is less than 0, and means that; write more");
    }
    return new Percent.Exact(value == null ? 0 : Math.max(0, value));
  }

  /// Of a fault: what is cut off to nothing is told.
  static Percent ofFault(Fields percentage) {
    Percent.Exact read = exact(percentage);
    if (read.value() > 0 && read.value() < LEAST) {
      Webhook.refuses(
          percentage, "value", "is less than " + LEAST + " and not 0; write at least that");
    }
    return read;
  }

  /// The deprecated form; null where it is not written.
  static @Nullable Percent whole(Fields fields, String key) {
    if (!fields.has(key)) {
      return null;
    }
    fields.warn(
        key, "deprecated", "is deprecated; write " + replacement(key) + ": {value: …} instead");
    return fields.loose(
        key, each -> new Percent.Whole((int) LooseNumbers.read(fields, each, 0, ALL)));
  }

  private static String replacement(String key) {
    return key.equals("percent") ? "percentage" : "mirrorPercentage";
  }
}
