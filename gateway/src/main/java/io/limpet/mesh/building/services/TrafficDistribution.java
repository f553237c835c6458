package io.limpet.mesh.building.services;

import java.util.Locale;
import java.util.Map;

/// Whether a service's endpoints near the caller are preferred (`GetTrafficDistribution` in Istio's
/// `pilot/pkg/model`).
public enum TrafficDistribution {
  ANY,
  SAME_ZONE,
  SAME_NODE;

  private static final String ANNOTATION = "networking.istio.io/traffic-distribution";

  /// What the Service's own field says, else its annotation, else that of its namespace.
  static TrafficDistribution of(
      String field, Map<String, String> annotations, Map<String, String> ofNamespace) {
    if (!field.isEmpty()) {
      return parse(field);
    }
    String own = annotations.getOrDefault(ANNOTATION, "");
    return parse(own.isEmpty() ? ofNamespace.getOrDefault(ANNOTATION, "") : own);
  }

  private static TrafficDistribution parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "preferclose", "prefersamezone" -> SAME_ZONE;
      case "prefersamenode" -> SAME_NODE;
      default -> ANY;
    };
  }
}
