package io.limpet.model.kubernetes;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import java.util.Map;

/// The `selector` of Deployments and StatefulSets.
final class PodSelector {
  private PodSelector() {}

  static Map<String, String> read(Fields spec) {
    Map<String, String> labels =
        spec.requiredPart(
            "selector",
            selector -> {
              selector.notCarriedOut("matchExpressions");
              return Labels.selector(selector, "matchLabels");
            });
    return labels == null ? Map.of() : labels;
  }

  /// An API server refuses a selector that does not choose the template's own pods.
  static void check(Fields spec, Map<String, String> selector, PodTemplate template) {
    if (!template.labels().entrySet().containsAll(selector.entrySet())) {
      spec.refuse(
          "selector",
          "selector-mismatch",
          "does not choose the pods of its own template, and a cluster refuses that; write the same"
              + " labels in spec.template.metadata.labels");
    }
  }
}
