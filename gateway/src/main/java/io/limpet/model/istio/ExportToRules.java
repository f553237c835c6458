package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What Istio's webhook refuses of an `exportTo` (`validateExportTo` in its
/// `pkg/config/validation`).
final class ExportToRules {
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");
  private static final Set<String> WORDS = Set.of(".", "*", "~");

  private ExportToRules() {}

  static void check(Fields spec, List<String> exportTo) {
    Set<String> seen = new HashSet<>();
    for (String each : exportTo) {
      if (!seen.add(each)) {
        report(spec, "has " + each + " twice; remove one");
      } else if (!WORDS.contains(each) && !NAMESPACE.matcher(each).matches()) {
        report(
            spec, "\"" + each + "\" is no namespace; write its name, . for its own, or * for all");
      }
    }
    for (String alone : List.of("*", "~")) {
      if (seen.contains(alone) && seen.size() > 1) {
        report(spec, "has " + alone + " among others; keep it alone");
      }
    }
  }

  /// A rule for chosen workloads stays in its namespace.
  static void checkPrivate(Fields spec, List<String> exportTo, String namespace) {
    if (exportTo.stream().anyMatch(each -> !each.equals(".") && !each.equals(namespace))
        || exportTo.size() > 1) {
      report(
          spec,
          "cannot reach beyond its namespace beside workloadSelector; write \".\" or remove it");
    }
  }

  private static void report(Fields spec, String message) {
    Webhook.refuses(spec, "exportTo", message);
  }
}
