package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import org.jspecify.annotations.Nullable;

/// Reads shares of requests.
final class PercentReader {
  private PercentReader() {}

  static Percent exact(Fields percentage) {
    Double value = percentage.fraction("value", 0, 100);
    return new Percent.Exact(value == null ? 0 : value);
  }

  /// The deprecated form; null where it is not written.
  static @Nullable Percent whole(Fields fields, String key) {
    if (!fields.has(key)) {
      return null;
    }
    fields.warn(
        key, "deprecated", "is deprecated; write " + replacement(key) + ": {value: …} instead");
    return fields.loose(key, each -> new Percent.Whole(fields.number(each, 0, 100, 0)));
  }

  private static String replacement(String key) {
    return key.equals("percent") ? "percentage" : "mirrorPercentage";
  }
}
