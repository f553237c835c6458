package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Durations that Istio's webhook takes for a cluster: of a millisecond and more, in whole
/// milliseconds (`ValidateDuration` in its `pkg/config/validation`).
final class MillisecondDurations {
  private MillisecondDurations() {}

  static @Nullable Duration read(Fields fields, String key) {
    Duration duration = fields.duration(key);
    if (duration != null && !valid(duration)) {
      fields.refuse(
          key,
          "bad-duration",
          "is less than a millisecond, or has a part of one; write one such as 100ms or 3s");
    }
    return duration;
  }

  static boolean valid(Duration duration) {
    return duration.toMillis() >= 1 && duration.toNanosPart() % 1_000_000 == 0;
  }
}
