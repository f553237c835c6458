package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Durations that Istio takes for a cluster: of a millisecond and more, as its schema demands, in
/// whole milliseconds (`ValidateDuration` in its `pkg/config/validation`).
final class MillisecondDurations {
  private MillisecondDurations() {}

  static @Nullable Duration read(Fields fields, String key) {
    Duration duration = fields.duration(key);
    if (duration != null && duration.toMillis() < 1) {
      fields.refuse(
          key, "bad-duration", "is less than a millisecond; write a duration such as 100ms or 3s");
    } else if (duration != null && duration.toNanosPart() % 1_000_000 != 0) {
      Webhook.refuses(fields, key, "has a part of a millisecond; write one such as 100ms or 3s");
    }
    return duration;
  }
}
