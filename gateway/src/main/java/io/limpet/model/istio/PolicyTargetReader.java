package io.limpet.model.istio;

import io.limpet.model.fields.Fields;
import io.limpet.model.fields.Labels;
import io.limpet.model.istio.PolicyTarget.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads whom a policy is for. All of it must be right: a policy with a part of its target would be
/// for others than was meant.
final class PolicyTargetReader {
  /// What Istio's validation lets a policy refer to.
  private static final Set<String> KINDS =
      Set.of(
          "core/Service",
          "networking.istio.io/ServiceEntry",
          "gateway.networking.k8s.io/Gateway",
          "gateway.networking.k8s.io/GatewayClass");

  private PolicyTargetReader() {}

  static PolicyTarget read(Fields spec) {
    spec.oneOf("selector", "targetRef", "targetRefs");
    Map<String, String> selector = spec.part("selector", PolicyTargetReader::selector);
    List<Reference> references = new ArrayList<>();
    Reference single = spec.part("targetRef", PolicyTargetReader::reference);
    if (single != null) {
      references.add(single);
    }
    references.addAll(spec.allItems("targetRefs", PolicyTargetReader::reference));
    return new PolicyTarget(selector == null ? Map.of() : selector, references);
  }

  private static Map<String, String> selector(Fields selector) {
    selector.strict();
    Map<String, String> labels = Labels.selector(selector, "matchLabels");
    labels.forEach(
        (name, value) -> {
          if (name.isEmpty() || name.contains("*") || value.contains("*")) {
            selector.refuse(
                "matchLabels",
                "bad-selector",
                "\"" + name + ": " + value + "\" chooses nothing; write whole labels, without *");
          }
        });
    if (labels.isEmpty() && selector.sound()) {
      selector.warn(
          "matchLabels",
          "empty-selector",
          "is empty, so that the policy is for all of its namespace; write labels, or remove the"
              + " selector");
    }
    return labels;
  }

  static @Nullable Reference reference(Fields reference) {
    reference.strict();
    String group = reference.text("group");
    String kind = reference.requiredText("kind");
    String name = reference.requiredText("name");
    if (reference.has("namespace")) {
      reference.refuse(
          "namespace",
          "bad-reference",
          "cannot be written: a policy is only for what is in its own namespace; remove it");
    }
    if (reference.sound() && !KINDS.contains((group.isEmpty() ? "core" : group) + "/" + kind)) {
      reference.refuse(
          "kind",
          "bad-reference",
          group
              + "/"
              + kind
              + " is nothing that a policy can be for; write Gateway of"
              + " gateway.networking.k8s.io");
    }
    return new Reference(group, kind, name);
  }
}
