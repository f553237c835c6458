package io.limpet.mesh;

import io.limpet.model.fields.Durations;
import io.limpet.model.fields.Suggestion;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// Which of istiod's switches are set, and to what; all others are as the release has them.
public record Features(Map<Feature, String> set) {
  /// Nothing is set.
  public static final Features NONE = new Features(Map.of());

  /// What Go's `strconv.ParseBool` takes, which reads istiod's environment.
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

  private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

  public Features {
    set = set.isEmpty() ? Map.of() : Map.copyOf(set);
  }

  /// With one more, as users write it.
  public Features with(String name, String value) {
    Feature feature =
        Feature.named(name).orElseThrow(() -> new IllegalArgumentException(unknown(name)));
    String complaint =
        switch (feature.type()) {
          case TRUTH -> TRUE.contains(value) || FALSE.contains(value) ? "" : "true or false";
          case TEXT -> "";
          case NUMBER -> isPercent(value) ? "" : "a number from 0 to 100";
          case DURATION -> Durations.parse(value).isPresent() ? "" : "a duration such as 15s";
        };
    if (!complaint.isEmpty()) {
      throw new IllegalArgumentException(name + "=" + value + ": write " + complaint);
    }
    Map<Feature, String> more = new EnumMap<>(Feature.class);
    more.putAll(set);
    more.put(feature, value);
    return new Features(more);
  }

  private static String unknown(String name) {
    return Suggestion.of(name, Feature.names())
        .map(meant -> name + " is not known; did you mean " + meant + "?")
        .orElse(name + " is not known; there are " + String.join(", ", Feature.names()));
  }

  private static boolean isPercent(String value) {
    return value.matches("[0-9]+(\\.[0-9]+)?") && Double.parseDouble(value) <= 100;
  }

  boolean on(Feature feature, IstioVersion version) {
    return TRUE.contains(text(feature, version));
  }

  String text(Feature feature, IstioVersion version) {
    return set.getOrDefault(feature, feature.otherwise(version));
  }

  double number(Feature feature, IstioVersion version) {
    return Double.parseDouble(text(feature, version));
  }

  Duration duration(Feature feature, IstioVersion version) {
    return Durations.parse(text(feature, version)).orElse(Duration.ZERO);
  }
}
